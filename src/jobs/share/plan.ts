import { z } from 'zod';
import { KeyStatement } from '../../lookup/key-statements.ts';
import { Taker } from '../../lookup/takers.ts';

const Place = z.object({ account: z.string(), region: z.string() });

/** A key that snapshots of the AMI are encrypted under. */
export const SharedKey = z.object({
  arn: z.string(),
  /** `alias/ami` where it has one. */
  name: z.string(),
  place: Place,
  isMultiRegion: z.boolean(),
  /** Statements its policy does not have yet, for organisations and units. */
  statements: z.array(KeyStatement),
});
export type SharedKey = z.infer<typeof SharedKey>;

/** Everything that will be given, fully resolved. */
export const SharePlan = z.object({
  place: Place,
  imageId: z.string(),
  name: z.string(),
  takers: z.array(Taker),
  /** Whether the takers are to copy it too: then they get its snapshots. */
  toCopy: z.boolean(),
  volumes: z.array(
    z.object({ device: z.string(), snapshotId: z.string(), sizeGiB: z.number(), keyArn: z.string().optional() }),
  ),
  keys: z.array(SharedKey),
  /** Takers that may launch it already, by their value. */
  had: z.array(z.string()),
  /** Takers whose settings Assay cannot look at, by name. */
  unseen: z.array(z.string()),
  /** Sentences about what may still stand in a taker's way. */
  doubts: z.array(z.string()),
  productCodes: z.array(z.string()),
});
export type SharePlan = z.infer<typeof SharePlan>;
