import { z } from 'zod';

const Place = z.object({ account: z.string(), region: z.string() });

/** Everything a launch will be, fully resolved. */
export const LaunchPlan = z.object({
  place: Place,
  imageId: z.string(),
  imageName: z.string(),
  /** Where its owner sees it, with all its tags; absent where the owner is not one of our accounts. */
  ownerPlace: Place.optional(),
  type: z.string(),
  zone: z.string(),
  subnet: z.object({ id: z.string(), name: z.string().optional() }),
  securityGroups: z.array(z.object({ id: z.string(), name: z.string() })),
  keyName: z.string().optional(),
  profile: z.string().optional(),
  name: z.string(),
  tags: z.record(z.string(), z.string()),
  volumes: z.array(z.object({ device: z.string(), sizeGiB: z.number(), encrypted: z.boolean() })),
  /** The instance the AMI was made from, which the new one was made like. */
  like: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  environment: z.string(),
  /** Present where only approved AMIs may be launched: the sentence that proves it. */
  approval: z.string().optional(),
  /** Where they may be launched without: what is known about this one's approval. */
  unapproved: z.string().optional(),
});
export type LaunchPlan = z.infer<typeof LaunchPlan>;
