import { z } from 'zod';

export const BuildResult = z.object({
  buildArn: z.string(),
  /** Where its AMIs are; `isSeen` false: in an account that the configuration does not know, so nobody looked. */
  images: z.array(
    z.object({ id: z.string(), account: z.string(), region: z.string(), name: z.string(), isSeen: z.boolean() }),
  ),
  /** "3 of 3 steps passed"; absent: nothing was tested. */
  tests: z.string().optional(),
});
export type BuildResult = z.infer<typeof BuildResult>;
