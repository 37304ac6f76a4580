import type { LaunchPermission } from './aws.ts';

/** What Assay gives; it never makes anything public. */
export type GivenPermission = Exclude<LaunchPermission, { readonly kind: 'public' }>;

/** Who may make volumes of a snapshot, and copy it: accounts or everybody. Organisations and units cannot. */
export type VolumePermission = Extract<LaunchPermission, { readonly kind: 'account' | 'public' }>;

/** Allowed AMIs: which AMIs of others an account sees and launches in a Region. Its own are always allowed. */
export interface AllowedImages {
  /** `audit-mode` only reports. */
  readonly state: 'enabled' | 'audit-mode' | 'disabled';
  /** Any of these criteria must hold; none: nothing is restricted. */
  readonly criteria: readonly AllowedImagesCriterion[];
}

export interface AllowedImagesCriterion {
  /** `amazon`, `aws-marketplace`, `aws-backup-vault`, account ids; empty: of anybody. */
  readonly providers: readonly string[];
  /** Whether it asks for more than the provider: names, age, deprecation, a watermark, a scan result. */
  readonly asksForMore: boolean;
}

/** Who may see, launch and copy the images of one account and Region, as the reader role. */
export interface SharingReader {
  /** Owner only. */
  volumePermissions(snapshotId: string): Promise<readonly VolumePermission[]>;
  /** Whether AWS refuses to make images of this account and Region public. */
  blocksPublicImages(): Promise<boolean>;
  /** Whether AWS refuses to make snapshots of this account and Region public. */
  blocksPublicSnapshots(): Promise<boolean>;
  allowedImages(): Promise<AllowedImages>;
}

/**
 * Giving and taking back, as the worker role. Both are sets: adding what is there and removing what is not there
 * succeed, so every call may be repeated.
 */
export interface SharingWriter extends SharingReader {
  /** @throws UserError not_possible under the default EBS key, over the quota; bad_input for an account or ARN that does not exist */
  addLaunchPermissions(imageId: string, permissions: readonly GivenPermission[]): Promise<void>;
  removeLaunchPermissions(imageId: string, permissions: readonly GivenPermission[]): Promise<void>;
  /**
   * One account a call, so that IAM can decide by `ec2:Add/userId`.
   * @throws UserError not_possible under the default EBS key
   */
  addVolumePermission(snapshotId: string, accountId: string): Promise<void>;
  removeVolumePermission(snapshotId: string, accountId: string): Promise<void>;
}
