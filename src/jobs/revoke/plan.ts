import { z } from 'zod';
import { Evaluated } from '../../lookup/evaluate-again.ts';

/** An AMI whose tags go. */
export const Target = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  name: z.string(),
});

export type Target = z.infer<typeof Target>;

/** The AMI whose approval ends, and its copies that carry one. */
export const RevokePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  environment: z.string(),
  image: Target,
  copies: z.array(Target),
  /** The request of the approval that ends, when the AMI says so: copies that carry it name it, too. */
  request: z.string().optional(),
});
export type RevokePlan = z.infer<typeof RevokePlan>;

export const RevokeResult = z.object({
  imageIds: z.array(z.string()),
  at: z.string(),
  /** Absent: AWS Config is not asked. */
  evaluated: Evaluated.optional(),
});
export type RevokeResult = z.infer<typeof RevokeResult>;
