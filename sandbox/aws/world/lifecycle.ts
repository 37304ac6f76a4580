import { newId } from '../ids.ts';
import type { SnapshotRecord } from './world.ts';

/** What names images, what keeps them from going, and where they lie after: one account in one Region. */
export interface Lifecycle {
  readonly launchTemplates: readonly LaunchTemplateRecord[];
  /** SSM parameters by name. */
  readonly parameters: Map<string, string>;
  /** Image Builder recipes: ARN and the image they start from. */
  readonly recipes: readonly RecipeRecord[];
  readonly binRules: BinRule[];
  readonly binnedImages: Map<string, BinnedRecord & { readonly wasDisabled: boolean }>;
  readonly binnedSnapshots: Map<string, BinnedRecord & { readonly record: SnapshotRecord }>;
  readonly usageReports: Map<string, UsageReportRecord>;
  /** Until when an image cannot be deregistered although its protection is off (ms). */
  readonly cooldowns: Map<string, number>;
}

export interface LaunchTemplateRecord {
  readonly id: string;
  readonly name: string;
  /** Image of each version, newest first: an image id, `resolve:ssm:<parameter>`, or nothing. The oldest is version 1. */
  versions: readonly string[];
  /** Number of the version that is used when nobody names one. */
  defaultVersion: number;
  readonly createdAt: Date;
}

export interface RecipeRecord {
  readonly arn: string;
  readonly imageId: string;
}

/** A retention rule of the Recycle Bin. Without tags it holds for everything of its kind in the Region. */
export interface BinRule {
  readonly kind: 'image' | 'snapshot';
  readonly tags?: Readonly<Record<string, string>>;
  readonly days: number;
}

export interface BinnedRecord {
  readonly enteredAt: number;
  readonly leavesAt: number;
}

export interface UsageReportRecord {
  readonly id: string;
  readonly imageId: string;
  readonly token: string | undefined;
  /** The request as JSON: a token used again must ask the same. */
  readonly request: string;
  readonly types: readonly { readonly type: string; readonly depth: number }[];
  readonly accountIds: readonly string[];
  readonly createdAt: number;
  readonly availableAt: number;
  readonly entries: readonly { readonly accountId: string; readonly type: string; readonly count: number }[];
}

export interface LaunchTemplateSeed {
  /** Default: a new one. */
  readonly id?: string;
  readonly name: string;
  readonly versions: readonly string[];
  /** Default: the newest. */
  readonly defaultVersion?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface LifecycleSeed {
  readonly launchTemplates?: readonly LaunchTemplateSeed[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly recipes?: readonly RecipeRecord[];
  readonly binRules?: readonly BinRule[];
}

/** The part of a place that a seed, or nothing, describes. */
export const makeLifecycle = (seed: LifecycleSeed = {}, now = 0): Lifecycle => ({
  launchTemplates: (seed.launchTemplates ?? []).map(({ id, name, versions, defaultVersion }) => ({
    id: id ?? newId('lt'),
    name,
    versions,
    defaultVersion: defaultVersion ?? versions.length,
    createdAt: new Date(now),
  })),
  parameters: new Map(Object.entries(seed.parameters ?? {})),
  recipes: seed.recipes ?? [],
  binRules: [...(seed.binRules ?? [])],
  binnedImages: new Map(),
  binnedSnapshots: new Map(),
  usageReports: new Map(),
  cooldowns: new Map(),
});
