import { z } from 'zod';
import type { Place } from './aws.ts';
import { Moment } from './moment.ts';

/** How AWS Config's rule and Assay may disagree about an instance. Nothing begins or ends by it. */
const configDifferences = [
  /** compliant there, a violation here: the tag is there, and what proves it is not */
  'believes_tag',
  /** compliant there, a violation here: it has not looked since something was taken away */
  'looked_earlier',
  /** non-compliant there, no violation here: the AMI is another account's, whose tags it does not see */
  'foreign_tags',
  /** non-compliant there, no violation here: it has not looked since the approval */
  'not_seen_since',
  /** a violation here, of which it says nothing */
  'not_judged',
  /** nothing at all there, though instances run */
  'nothing_judged',
] as const;
export type ConfigDifferenceKind = (typeof configDifferences)[number];

/** What AWS Config's rule said of one account and Region, held against Assay's own findings. */
export const ConfigView = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  /** When it was read, milliseconds by the clock of Redis. */
  at: Moment,
  rule: z.string(),
  /** Instances it had judged; absent: there is no such rule, or no such aggregator. */
  judged: z.number().optional(),
  differences: z.array(
    z.object({
      kind: z.enum(configDifferences),
      count: z.number(),
      /** The first few: instance ids. */
      named: z.array(z.string()),
    }),
  ),
});
export type ConfigView = z.infer<typeof ConfigView>;

/** What was read last of each place. */
export interface ConfigViews {
  note(view: ConfigView): Promise<void>;
  /** Nothing is known of a place any more, or it is not asked. */
  forget(place: Place): Promise<void>;
  all(): Promise<readonly ConfigView[]>;
}
