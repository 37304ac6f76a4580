import { z } from 'zod';

const Place = z.object({ account: z.string(), region: z.string() });

/** The AMI that is copied, as it was seen when the plan was made. */
export const CopySource = z.object({
  place: Place,
  imageId: z.string(),
  name: z.string(),
  ownerId: z.string(),
  /** In the order of their devices. */
  volumes: z.array(
    z.object({
      device: z.string(),
      snapshotId: z.string(),
      sizeGiB: z.number(),
      encrypted: z.boolean(),
      keyArn: z.string().optional(),
    }),
  ),
});
export type CopySource = z.infer<typeof CopySource>;

/** One account and Region that gets a copy, and how it is to look. */
export const CopyTarget = z.object({
  place: Place,
  name: z.string(),
  /** Key of this account and Region the copy is encrypted under; absent: the copy is not encrypted, like its source. */
  key: z.object({ arn: z.string(), name: z.string() }).optional(),
});
export type CopyTarget = z.infer<typeof CopyTarget>;

/** One copy, fully resolved. Made by the `copy` job, which also gives and takes back what the target needs to read. */
export const CopyTargetPlan = z.object({
  source: CopySource,
  target: CopyTarget,
  description: z.string(),
  /** The requester's own tags; Assay adds its own at creation. */
  tags: z.record(z.string(), z.string()),
  withinMinutes: z.number().int().optional(),
  /** Snapshot copies AWS allows at once into this account and Region. */
  snapshotsAtOnce: z.number().int(),
  /** Environments whose approval of the source is to be carried over to the copy. */
  carry: z.array(z.string()).optional(),
});
export type CopyTargetPlan = z.infer<typeof CopyTargetPlan>;

/** What became of an approval that was to be carried over. */
export const CarriedApproval = z.object({
  environment: z.string(),
  isCarried: z.boolean(),
  /** How many people it names, when it was. */
  approvers: z.number().int().optional(),
  /** Why not, a sentence. */
  why: z.string().optional(),
});
export type CarriedApproval = z.infer<typeof CarriedApproval>;

export const CopyTargetResult = z.object({
  imageId: z.string(),
  snapshots: z.array(
    z.object({
      id: z.string(),
      /** Absent in records of older versions. */
      device: z.string().optional(),
      sizeGiB: z.number(),
      encrypted: z.boolean(),
      keyArn: z.string().optional(),
    }),
  ),
  approvals: z.array(CarriedApproval).optional(),
});
export type CopyTargetResult = z.infer<typeof CopyTargetResult>;
