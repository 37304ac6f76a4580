import { z } from 'zod';

const Place = z.object({ account: z.string(), region: z.string() });

/** One instance with its new AMI. */
export const BackedUp = z.object({
  place: Place,
  instanceId: z.string(),
  instanceName: z.string().optional(),
  imageId: z.string(),
  gibibytes: z.number(),
  instanceState: z.string(),
  /** It ran before, and does not after its reboot. */
  isDown: z.boolean(),
});
export type BackedUp = z.infer<typeof BackedUp>;

/** One AMI that retention removed, with the snapshots that stayed and why. */
export const Pruned = z.object({
  imageId: z.string(),
  snapshots: z.number().int(),
  left: z.array(z.object({ snapshotId: z.string(), why: z.string() })),
});
export type Pruned = z.infer<typeof Pruned>;

/** One AMI that is past its time and stays all the same. */
export const Kept = z.object({ imageId: z.string(), why: z.string() });
export type Kept = z.infer<typeof Kept>;

export const BackupResult = z.object({
  created: z.array(BackedUp),
  pruned: z.array(Pruned),
  kept: z.array(Kept),
  /** Instances that needed no backup now, with why. */
  skipped: z.array(z.object({ instanceId: z.string(), why: z.string() })),
});
export type BackupResult = z.infer<typeof BackupResult>;
