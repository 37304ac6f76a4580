import { z } from 'zod';

/** A build to start, or one that somebody else has started and that is only followed. */
export const BuildPlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  pipelineArn: z.string(),
  pipeline: z.string(),
  /** Of the build to follow; absent: a build is started. */
  buildArn: z.string().optional(),
  /** When and why the pipeline runs by itself, in words. */
  schedule: z.string(),
});
export type BuildPlan = z.infer<typeof BuildPlan>;
