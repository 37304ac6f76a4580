import { z } from 'zod';

export const CreateResult = z.object({
  imageId: z.string(),
  snapshots: z.array(z.object({ id: z.string(), sizeGiB: z.number(), encrypted: z.boolean() })),
  /** What became of the instance: "running" again after a reboot. */
  instanceState: z.string(),
});
export type CreateResult = z.infer<typeof CreateResult>;
