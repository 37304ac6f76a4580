import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { Problem } from './problem.ts';

const Url = (schemes: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), `write a URL such as ${example}`);

const Secrets = z.object({
  SLACK_BOT_TOKEN: z
    .string({ error: 'is missing: the bot token (xoxb-…) from "OAuth & Permissions" of the Slack app' })
    .startsWith('xoxb-', 'must be the bot token, which starts with xoxb-'),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be the app-level token, which starts with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, 'is too short to be the signing secret of "Basic Information"').optional(),
  SLACK_API_URL: Url(['http:', 'https:'], 'https://slack.com/api/').default('https://slack.com/api/'),
  REDIS_URL: Url(['redis:', 'rediss:'], 'redis://127.0.0.1:6379').default('redis://127.0.0.1:6379'),
  REDIS_SENTINEL_PASSWORD: z.string().optional(),
  ASSAY_VOTE_KEY: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine((keys) => keys.length > 0 && keys.every((key) => key.length >= 32), {
      error: 'needs 32 characters at least in each key: make one with openssl rand -hex 32',
    })
    .optional(),
  ASSAY_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

/** What comes from the environment: secrets and where the other ends are. AWS's own variables are read by its SDK. */
export interface Secrets {
  readonly slackBotToken: string;
  /** Present in Socket Mode. */
  readonly slackAppToken: string | undefined;
  /** Present in HTTP mode. */
  readonly slackSigningSecret: string | undefined;
  readonly slackApiUrl: string;
  readonly redisUrl: string;
  readonly redisSentinelPassword: string | undefined;
  /** What votes are sealed with: the newest first. */
  readonly voteKeys: readonly [Uint8Array, ...Uint8Array[]];
  readonly logLevel: string;
}

/** Never a secret itself: who sees a key made of the bot token cannot speak as the bot. */
const voteKeyFrom = (secret: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'assay: votes in the record', 32));

/** @param mode which receiver will run: each needs a secret of its own */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  mode: 'socket' | 'http',
): { secrets: Secrets } | { problems: readonly Problem[] } {
  // An empty variable is how compose files and shells say "not set".
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Secrets.safeParse(given);
  const problems: Problem[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ where: `environment ${issue.path.join('.')}`, what: issue.message }));
  if (mode === 'socket' && !given['SLACK_APP_TOKEN'])
    problems.push({
      where: 'environment SLACK_APP_TOKEN',
      what: 'is missing: Socket Mode needs the app-level token (xapp-…, scope connections:write); or set slack.mode to http',
    });
  if (mode === 'http' && !given['SLACK_SIGNING_SECRET'])
    problems.push({
      where: 'environment SLACK_SIGNING_SECRET',
      what: 'is missing: over HTTP every request is checked with the signing secret of "Basic Information"',
    });
  if (!parsed.success || problems.length > 0) return { problems };
  const { data } = parsed;
  const [newest, ...former] = data.ASSAY_VOTE_KEY ?? [];
  return {
    secrets: {
      slackBotToken: data.SLACK_BOT_TOKEN,
      slackAppToken: data.SLACK_APP_TOKEN,
      slackSigningSecret: data.SLACK_SIGNING_SECRET,
      slackApiUrl: data.SLACK_API_URL.endsWith('/') ? data.SLACK_API_URL : `${data.SLACK_API_URL}/`,
      redisUrl: data.REDIS_URL,
      redisSentinelPassword: data.REDIS_SENTINEL_PASSWORD,
      voteKeys: [voteKeyFrom(newest ?? data.SLACK_BOT_TOKEN), ...former.map(voteKeyFrom)],
      logLevel: data.ASSAY_LOG_LEVEL,
    },
  };
}
