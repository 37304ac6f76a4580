import { z } from 'zod';
import { ChannelId, Duration, units } from './values.ts';

/** How Slack reaches Assay, and where Assay speaks. */
export const Slack = z.strictObject({
  command: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, 'write the slash command with its slash: /ami')
    .default('/ami'),
  mode: z.enum(['socket', 'http']).default('socket'),
  /** Where the HTTP receiver listens, when `mode` is http. */
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(3000),
  channels: z.strictObject({ requests: ChannelId, approvals: ChannelId }),
  /** Where the picture of an answer goes: beside it, into a direct message, or nowhere. */
  pictures: z.enum(['here', 'direct', 'off']).default('here'),
  /** How many commands one person may send to one bot process, and within which time. */
  perPerson: z
    .strictObject({ commands: z.int().min(1).max(10_000).default(20), within: Duration.default(10 * units.s) })
    .default({ commands: 20, within: 10 * units.s }),
  /** A bot that shows no sign of life for so long has lost the messages it was sending; another sends them. */
  lease: Duration.default(12 * units.s).refine((lease) => lease >= 2 * units.s && lease <= units.m, {
    message: 'write 2s to 60s: a busy machine may pause a process for a second, and people wait for a dead one',
  }),
});
