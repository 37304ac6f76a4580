import { z } from 'zod';

const Target = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  name: z.string(),
});

/** The AMI whose approval ends, and its copies that carry one. */
export const RevokePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  environment: z.string(),
  image: Target,
  copies: z.array(Target),
});
export type RevokePlan = z.infer<typeof RevokePlan>;

export const RevokeResult = z.object({ imageIds: z.array(z.string()), at: z.string() });
export type RevokeResult = z.infer<typeof RevokeResult>;
