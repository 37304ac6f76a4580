import { z } from 'zod';

/** Everything that is to be taken back of an AMI's retirement. */
export const RestorePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  name: z.string(),
  /** It lies in the Recycle Bin. */
  isBinned: z.boolean(),
  /** Of its snapshots, those that lie there too. */
  snapshots: z.array(z.string()),
  isDisabled: z.boolean(),
  isDeprecated: z.boolean(),
  /** Accounts and ARNs that had launch permission before it was disabled, and have none now. */
  sharedWith: z.array(z.string()),
  /** Those of them that the configuration does not know. */
  unknownAccounts: z.array(z.string()),
  approvedFor: z.array(z.string()),
  /** Retirements of it that still sleep; they end by themselves when they wake. */
  retirements: z.array(z.string()),
});
export type RestorePlan = z.infer<typeof RestorePlan>;

export const RestoreResult = z.object({
  sharedWith: z.array(z.string()),
  /** Launch permissions that AWS would not take again, and why. */
  refused: z.array(z.object({ permission: z.string(), why: z.string() })),
});
export type RestoreResult = z.infer<typeof RestoreResult>;
