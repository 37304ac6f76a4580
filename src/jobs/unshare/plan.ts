import { z } from 'zod';
import { Taker } from '../../lookup/takers.ts';

const Place = z.object({ account: z.string(), region: z.string() });

/** What Assay gave one taker, as the record on the AMI tells. */
const Returning = z.object({
  taker: Taker,
  launch: z.boolean(),
  snapshotIds: z.array(z.string()),
  keys: z.array(z.object({ arn: z.string(), name: z.string(), place: Place, sids: z.array(z.string()) })),
});

/** What is taken back, fully resolved. */
export const UnsharePlan = z.object({
  place: Place,
  imageId: z.string(),
  name: z.string(),
  returning: z.array(Returning),
});
export type UnsharePlan = z.infer<typeof UnsharePlan>;

export const UnshareResult = z.object({
  /** Accounts and ARNs that can still launch it, and "public". */
  left: z.array(z.string()),
});
export type UnshareResult = z.infer<typeof UnshareResult>;
