import { z } from 'zod';
import { ImageUser } from '../../lookup/image-users.ts';

/** How an AMI ends, and what was known of its users when that was planned. Durations count from the start of the work. */
export const RetirePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  name: z.string(),
  snapshots: z.array(z.object({ id: z.string(), sizeGiB: z.number() })),
  keepSnapshots: z.boolean(),
  deprecateAfterMs: z.number(),
  /** Null: never, and then never deregistered either. */
  disableAfterMs: z.number().nullable(),
  deregisterAfterMs: z.number().nullable(),
  /** Accounts and ARNs it is shared with, or `public`; they lose it when it is disabled. */
  sharedWith: z.array(z.string()),
  approvedFor: z.array(z.string()),
  users: z.array(ImageUser),
  /** Accounts that could not be asked who uses it. */
  unseen: z.array(z.string()),
  /** The environment whose approvers must agree, since it approved it or runs from it, or may run from it. */
  endsFor: z.string().nullable(),
});
export type RetirePlan = z.infer<typeof RetirePlan>;

export const RetireResult = z.object({
  reached: z.enum(['deprecated', 'disabled', 'deregistered']),
  deprecatedAt: z.string(),
  /** What became of the snapshots, when it was deregistered with them. */
  snapshots: z.array(z.object({ id: z.string(), outcome: z.string() })),
  /** Until when the AMI lies in the Recycle Bin; null: it does not. */
  binnedUntil: z.string().nullable(),
  binnedSnapshots: z.array(z.string()),
  /** Who had launch permission until it was disabled. */
  sharedWith: z.array(z.string()),
});
export type RetireResult = z.infer<typeof RetireResult>;

/** Key and shape of the step that keeps launch permissions before AWS forgets them; `restore` reads it in the record. */
export const keptStep = 'keep-shares';
export const KeptShares = z.object({ sharedWith: z.array(z.string()) });
