import type { Tags } from './aws.ts';

/**
 * The end of an AMI's life: deprecated, disabled, deregistered, and the ways back. One account and Region each.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-lifecycle.html
 */

/** What can name an AMI and breaks when it goes. */
export type ReferenceKind = 'instance' | 'launch-template' | 'parameter' | 'image-recipe' | 'container-recipe';

/** One resource of the asked account that names an AMI. */
export interface ImageReference {
  readonly imageId: string;
  readonly kind: ReferenceKind;
  readonly arn: string;
}

/** A count of what uses an AMI in every account; made by AWS on demand, its figures up to a day old. */
export interface UsageReport {
  readonly id: string;
  readonly imageId: string;
  readonly state: 'pending' | 'available' | 'error';
  readonly stateReason: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly tags: Tags;
}

/** How many resources of one kind in one account use the AMI, by one report. */
export interface UsageEntry {
  readonly accountId: string;
  readonly kind: ReferenceKind;
  readonly count: number;
}

/** Something in the Recycle Bin; gone for good at `leavesAt`. */
export interface Binned {
  readonly id: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** ISO 8601. */
  readonly enteredAt: string;
  /** ISO 8601. */
  readonly leavesAt: string;
}

/** What became of one snapshot of a deregistered AMI. `skipped`: another AMI uses it. */
export interface SnapshotOutcome {
  readonly snapshotId: string;
  readonly outcome: 'success' | 'skipped' | 'missing-permissions' | 'internal-error' | 'client-error';
}

/**
 * What the caller of `references` must be allowed besides, when EC2 reads other services for it: AWS's own list, policy
 * AmazonEC2ImageReferencesAccessPolicy. Without one of them the whole call is refused.
 */
export const referenceActions: readonly string[] = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
];

/** Reading, as the reader role. */
export interface LifecycleReader {
  /**
   * Who in this account names these AMIs: instances that exist, the newest 100 versions of every launch template, SSM
   * parameters, Image Builder recipes. Asked ten AMIs at a time.
   * @throws UserError not_found when this account cannot see one of them
   */
  references(imageIds: readonly string[]): Promise<readonly ImageReference[]>;
  /** Reports that were made for an AMI of this account and have not expired (30 days), newest first. */
  usageReports(imageId: string): Promise<readonly UsageReport[]>;
  /** Every report of the account and Region. */
  allUsageReports(): Promise<readonly UsageReport[]>;
  /** Counts of one available report. */
  usageEntries(reportId: string): Promise<readonly UsageEntry[]>;
  /** Ids that are not in the Recycle Bin are left out. */
  binnedImages(ids: readonly string[]): Promise<readonly Binned[]>;
  /** All of the place, or those among the ids that are in the Recycle Bin. */
  binnedSnapshots(ids?: readonly string[]): Promise<readonly Binned[]>;
}

/** Writing, as the worker role. All on AMIs of this account. */
export interface LifecycleWriter extends LifecycleReader {
  /** From then on the AMI is hidden from listings of others; it still launches by id. AWS rounds to the minute. Overwrites. */
  deprecate(imageId: string, at: Date): Promise<void>;
  cancelDeprecation(imageId: string): Promise<void>;
  /** Nothing launches from it any more. AWS takes every launch permission away, for good: read them first. Only when available. */
  disable(imageId: string): Promise<void>;
  /** Available again, shared with nobody. Only when disabled. */
  enable(imageId: string): Promise<void>;
  /**
   * Gone, or in the Recycle Bin where a retention rule matches. A snapshot that stays is told in the answer, not thrown.
   * @returns the snapshots' outcomes; empty without `withSnapshots`
   * @throws UserError not_possible while it is protected or belongs to AWS Backup; wrong_state when it is gone already
   */
  deregister(imageId: string, options: { readonly withSnapshots: boolean }): Promise<readonly SnapshotOutcome[]>;
  /**
   * Asks AWS to count the users in all accounts. The same token gives the same report.
   * @param tags written on the report at creation
   * @returns its id
   */
  createUsageReport(imageId: string, token: string, tags: Tags): Promise<string>;
  deleteUsageReport(reportId: string): Promise<void>;
  /** Out of the Recycle Bin; its snapshots must be out before. */
  restoreImage(imageId: string): Promise<void>;
  restoreSnapshot(snapshotId: string): Promise<void>;
}
