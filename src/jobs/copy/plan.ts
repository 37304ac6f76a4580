import { z } from 'zod';
import { Taker } from '../../lookup/takers.ts';
import { CarriedApproval, CopySource, CopyTarget } from '../copy-target/plan.ts';

/**
 * What another account gets for the time of the copies, because its copies are made by itself: the right to see the AMI,
 * to read its snapshots, and to use their keys.
 */
export const TemporaryAccess = z.object({
  account: z.string(),
  /** The role that makes the copies there, and gets the grants. */
  roleArn: z.string(),
  /** Customer managed keys of the source. */
  keyArns: z.array(z.string()),
});
export type TemporaryAccess = z.infer<typeof TemporaryAccess>;

/** Whom every copy is shared with once all are there, and what is known of that beforehand. */
export const SharingAfter = z.object({
  takers: z.array(Taker),
  /** By target, in the order of the targets. */
  targets: z.array(
    z.object({
      /** Organisations and units that the policy of the copy's key is to let in by a statement, by their value. */
      letIn: z.array(z.string()),
      /** Takers whose settings Assay cannot look at, by name. */
      unseen: z.array(z.string()),
      /** Sentences about what may still stand in a taker's way. */
      doubts: z.array(z.string()),
    }),
  ),
  productCodes: z.array(z.string()),
});
export type SharingAfter = z.infer<typeof SharingAfter>;

/** Which approvals of the source are to be carried over to the copies, and which cannot be. */
export const KeepApproval = z.object({
  environments: z.array(z.string()),
  left: z.array(z.object({ environment: z.string(), why: z.string() })),
});
export type KeepApproval = z.infer<typeof KeepApproval>;

/** Everything that will be done, fully resolved. */
export const CopyPlan = z.object({
  source: CopySource,
  /** Environments the source is tagged approved for; its copies are not by that. */
  approvedFor: z.array(z.string()),
  targets: z.array(CopyTarget).min(1),
  access: z.array(TemporaryAccess),
  description: z.string(),
  tags: z.record(z.string(), z.string()),
  withinMinutes: z.number().int().optional(),
  snapshotsAtOnce: z.number().int(),
  /** Absent: the copies are shared with nobody. */
  shareAfter: SharingAfter.optional(),
  /** Absent: no copy is approved. */
  keepApproval: KeepApproval.optional(),
});
export type CopyPlan = z.infer<typeof CopyPlan>;

export const CopyResult = z.object({
  copies: z.array(
    z.object({
      account: z.string(),
      region: z.string(),
      imageId: z.string(),
      approvals: z.array(CarriedApproval).optional(),
    }),
  ),
});
export type CopyResult = z.infer<typeof CopyResult>;
