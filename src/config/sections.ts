import { z } from 'zod';
import { Account } from './sections/account.ts';
import { Aws, Organization } from './sections/aws.ts';
import { Compliance } from './sections/compliance.ts';
import { Environment } from './sections/environment.ts';
import { Retirement, Tags } from './sections/images.ts';
import { Redis } from './sections/redis.ts';
import { Slack } from './sections/slack.ts';
import { ChannelId, Duration, Name, People, QueueUrl, units } from './sections/values.ts';

/** Every section of `assay.yaml` for itself; what they must agree on is checked by `checkConsistency`. */
export const Sections = z.strictObject({
  slack: Slack,
  redis: Redis.prefault({}),
  aws: Aws,
  organization: Organization.optional(),
  sharing: z
    .strictObject({
      /** `apply`: Assay writes the key-policy statement an organisation or unit needs; `show`: it asks for it. */
      keyPolicies: z.enum(['show', 'apply']).default('show'),
    })
    .default({ keyPolicies: 'show' }),
  accounts: z.array(Account).min(1, 'name at least one account'),
  environments: z.array(Environment).min(1, 'name at least one environment'),
  defaultEnvironment: Name.optional(),
  requesters: z.record(z.string(), People).default({}),
  demands: z
    .array(
      z.strictObject({
        environment: Name,
        when: z.strictObject({ destructive: z.boolean().optional(), unknownAccounts: z.boolean().optional() }),
      }),
    )
    .default([]),
  tags: Tags.default({ prefix: 'assay:', approved: 'ami-approved' }),
  polling: z
    .strictObject({ fastest: Duration.default(5 * units.s), slowest: Duration.default(units.m) })
    .default({ fastest: 5 * units.s, slowest: units.m }),
  /** Builds of EC2 Image Builder that a schedule has started. */
  builds: z
    .strictObject({
      follow: z.boolean().default(true),
      channel: ChannelId.optional(),
      news: Duration.default(24 * units.h),
    })
    .default({ follow: true, news: 24 * units.h }),
  /** Where EventBridge puts what happens in the accounts. Left out: Assay only looks by itself. */
  events: z.strictObject({ queueUrl: QueueUrl }).optional(),
  /** What runs from AMIs that are not approved, where only approved ones may. */
  compliance: Compliance.prefault({}),
  grace: Duration.default(10 * units.s),
  copies: z
    .strictObject({
      /** AWS's quota per account and Region; raised by AWS on request. */
      snapshotsAtOnce: z.int().min(1).max(1000).default(20),
      allowUnencrypted: z.boolean().default(false),
    })
    .default({ snapshotsAtOnce: 20, allowUnencrypted: false }),
  worker: z
    .strictObject({
      /** A worker that shows no sign of life for so long has lost its runs; another goes on with them. */
      lease: Duration.default(10 * units.s).refine((lease) => lease >= 2 * units.s && lease <= units.m, {
        message: 'write 2s to 60s: a busy machine may pause a process for a second, and people wait for a dead one',
      }),
    })
    .default({ lease: 10 * units.s }),
  retirement: Retirement.default({ deprecateAfter: 0, disableAfter: 30 * units.d, deregisterAfter: 60 * units.d }),
  http: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535).default(8080) })
    .default({ host: '127.0.0.1', port: 8080 }),
});
export type Sections = z.output<typeof Sections>;
