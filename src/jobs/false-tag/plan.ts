import { z } from 'zod';
import { falseKinds, spentKinds } from '../../lookup/false-tags.ts';

/** Approval tags that are no approval, on some AMIs of one account and Region. */
export const FalseTagPlan = z.object({
  /** The account that wrote them; the AMIs may be another one's. */
  place: z.object({ account: z.string(), region: z.string() }),
  environment: z.string(),
  found: z
    .array(
      z.object({
        imageId: z.string(),
        name: z.string(),
        ownerId: z.string(),
        kind: z.enum([...falseKinds, ...spentKinds]),
        sentence: z.string(),
        /** Of all tags that belong to the claim: other ones are told anew. */
        digest: z.string(),
      }),
    )
    .min(1),
});
export type FalseTagPlan = z.infer<typeof FalseTagPlan>;

export const FalseTagResult = z.object({});
export type FalseTagResult = z.infer<typeof FalseTagResult>;
