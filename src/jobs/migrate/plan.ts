import { z } from 'zod';
import { CreatePlan } from '../create/plan.ts';

/** What the new instance is made with; taken from the old one. */
const Settings = z.object({
  type: z.string(),
  securityGroups: z.array(z.object({ id: z.string(), name: z.string() })),
  keyName: z.string().optional(),
  profileArn: z.string().optional(),
  publicAddress: z.boolean(),
  ipv6: z.boolean(),
  ebsOptimized: z.boolean(),
  monitoring: z.boolean(),
  metadata: z
    .object({
      tokens: z.enum(['optional', 'required']),
      hopLimit: z.number(),
      isOn: z.boolean(),
      showsTags: z.boolean(),
      ipv6: z.boolean(),
    })
    .optional(),
  cpu: z.object({ cores: z.number(), threadsPerCore: z.number() }).optional(),
  credits: z.string().optional(),
  dedicated: z.boolean(),
  hibernation: z.boolean(),
  enclave: z.boolean(),
  autoRecovery: z.enum(['default', 'disabled']).optional(),
  shutdownBehavior: z.enum(['stop', 'terminate']),
  tags: z.record(z.string(), z.string()),
  volumes: z.array(
    z.object({
      device: z.string(),
      type: z.string(),
      sizeGiB: z.number(),
      iops: z.number().optional(),
      throughput: z.number().optional(),
      deleteOnTermination: z.boolean(),
    }),
  ),
});

/** An AMI that was made of the instance before, and is to be launched instead of a new one. */
export const GivenImage = z.object({
  imageId: z.string(),
  name: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** When the move was asked for: "3 weeks old". */
  age: z.string(),
  environment: z.string(),
  /** The sentence that proves its approval; it must still hold at the launch. */
  approval: z.string().optional(),
  /** Where AMIs may be launched without: what is known about this one's. */
  unapproved: z.string().optional(),
});
export type GivenImage = z.infer<typeof GivenImage>;

/** A move to another zone, fully resolved: the image, the instance, and everything that will be other than before. */
export const MigratePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  instanceId: z.string(),
  instanceName: z.string().optional(),
  fromZone: z.string(),
  zone: z.string(),
  subnet: z.object({ id: z.string(), name: z.string().optional() }),
  /** The AMI that carries it over: as `create` makes it, or one that is there. */
  image: z.union([CreatePlan, GivenImage]),
  settings: Settings,
  /** Of the old one's user data; the data itself may hold secrets and is read again at the launch. */
  userData: z.object({ digest: z.string(), bytes: z.number() }).optional(),
  /** What will be other than it was, a sentence each. */
  changes: z.array(z.string()),
  /** What people have to do themselves afterwards, a sentence each, with the exact ids. */
  byHand: z.array(z.string()),
  stopSource: z.boolean(),
});
export type MigratePlan = z.infer<typeof MigratePlan>;

/** The AMI that is there; undefined where one is made. */
export const givenOf = ({ image }: Pick<MigratePlan, 'image'>): GivenImage | undefined =>
  'imageId' in image ? image : undefined;
