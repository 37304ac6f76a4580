import { z } from 'zod';

/** How the file system gets consistent: AWS stops the instance for it, or it is stopped already, or nobody does. */
export const Consistency = z.enum(['reboot', 'stopped', 'no-reboot']);
export type Consistency = z.infer<typeof Consistency>;

/** Everything that will be done, fully resolved. */
export const CreatePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  instanceId: z.string(),
  instanceName: z.string().optional(),
  /** The AMI the instance runs from. */
  sourceImageId: z.string(),
  platform: z.string(),
  name: z.string(),
  description: z.string(),
  consistency: Consistency,
  /** The requester's own tags; Assay adds its own at creation. */
  tags: z.record(z.string(), z.string()),
  volumes: z.array(
    z.object({
      device: z.string(),
      volumeId: z.string(),
      sizeGiB: z.number(),
      encrypted: z.boolean(),
      keyArn: z.string().optional(),
    }),
  ),
});
export type CreatePlan = z.infer<typeof CreatePlan>;
