import { z } from 'zod';
import { falseKinds } from '../../lookup/false-tags.ts';

/** Tags to be removed where they are, as they were when they were found to be false. */
export const UntagPlan = z.object({
  /** The account that wrote them; the AMI may be another one's. */
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  name: z.string(),
  ownerId: z.string(),
  environment: z.string(),
  kind: z.enum(falseKinds),
  sentence: z.string(),
  tags: z.record(z.string(), z.string()),
});
export type UntagPlan = z.infer<typeof UntagPlan>;

export const UntagResult = z.object({
  /** What was removed; empty when there was nothing false any more. */
  removed: z.record(z.string(), z.string()),
});
export type UntagResult = z.infer<typeof UntagResult>;
