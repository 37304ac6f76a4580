import { z } from 'zod';
import type { Run } from '../../core/run.ts';

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

/** The first step of a run that starts a build, and what it keeps. */
export const startStep = 'start-build';
export const Started = z.object({ buildArn: z.string() });

/** The build that a run has started; undefined for every other run. */
export const startedBuild = (steps: Run['steps']): string | undefined =>
  Started.safeParse(steps[startStep]?.result).data?.buildArn;
