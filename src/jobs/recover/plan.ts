import { z } from 'zod';
import { LostRun, LostThing } from '../../lookup/lost-runs.ts';

export const RecoverPlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  /** False: finished before Assay came to look; listed only. */
  isFollowed: z.boolean(),
  /** Whether the requester that the tags name is called at the end. */
  calls: z.boolean(),
  runs: z.array(LostRun),
});
export type RecoverPlan = z.infer<typeof RecoverPlan>;

/** What a lost run gave for the time of its work, and how to take it back. */
export const Left = z.object({ said: z.string(), command: z.string() });
export type Left = z.infer<typeof Left>;

export const RecoverResult = z.object({
  things: z.array(LostThing.extend({ state: z.enum(['done', 'failed']), reason: z.string().optional() })),
  left: z.array(Left),
});
export type RecoverResult = z.infer<typeof RecoverResult>;
