import { z } from 'zod';
import { AccountId, ChannelId, Duration, GroupId, Name, Region, TimeOfDay, TimeZone, UserId, units } from './values.ts';

/** From one reminder to the next. */
const Pause = z.union([
  z.literal('off'),
  Duration.refine((pause) => pause >= units.m, { message: 'write at least 1m, or off' }),
]);

/** As AWS Config takes it. */
const RuleName = z
  .string()
  .regex(/^[\w<>-]{1,128}$/, 'write the name of a rule of AWS Config, as it stands in the accounts');

/** What runs from AMIs that are not approved, and how it is told. */
export const Compliance = z.strictObject({
  sweep: z.boolean().default(true),
  /** From the end of one look at an account and Region to the next. */
  every: Duration.default(15 * units.m).refine((every) => every >= units.s, { message: 'write at least 1s' }),
  /** Where violations are told, unless their account says otherwise; left out: the channel for requests. */
  channel: ChannelId.optional(),
  quietHours: z.strictObject({ from: TimeOfDay, to: TimeOfDay, timeZone: TimeZone }).optional(),
  /** AWS Config's rule: one name for all, in which `<environment>` may stand, or a name for each environment. */
  configRule: z.union([RuleName, z.record(Name, RuleName)]).optional(),
  /** Asked in place of each account. */
  aggregator: z.strictObject({ name: z.string().min(1).max(256), account: AccountId, region: Region }).optional(),
  owners: z
    .strictObject({
      /** Tag of an instance that says whose it is. */
      tag: z.string().min(1).max(127).default('team'),
      /** Its value to a member (U…) or a user group (S…). */
      people: z.record(z.string(), z.union([UserId, GroupId])).default({}),
    })
    .default({ tag: 'team', people: {} }),
  /** Sums up each environment once a day. */
  digest: z.strictObject({ at: TimeOfDay, timeZone: TimeZone, channel: ChannelId.optional() }).optional(),
  /** How often is said, by the worst of a message, that some of it is still open. */
  remind: z
    .strictObject({
      high: Pause.default(4 * units.h),
      medium: Pause.default(units.d),
      low: Pause.default(7 * units.d),
    })
    .prefault({}),
  exemptions: z
    .strictObject({
      /** How far ahead an exemption may end. */
      longest: Duration.default(30 * units.d).refine((longest) => longest >= units.h, { message: 'write at least 1h' }),
    })
    .default({ longest: 30 * units.d }),
  /** What becomes of approval tags that are no approval: set by hand, forged, or copied from another AMI. */
  falseTags: z.enum(['report', 'remove']).default('report'),
  /** True: instances may be stopped by `/ami stop`, always after two people have agreed. */
  stopInstances: z.boolean().default(false),
});
