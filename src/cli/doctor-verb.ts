import { pino } from 'pino';
import { checkAws } from '../aws/check-aws.ts';
import { accessOf } from '../config/access-of.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import { settingsOf } from '../config/settings-of.ts';
import { checkSlack } from '../slack/check-slack.ts';
import { makeDirectory } from '../slack/make-directory.ts';
import { checkRedis } from '../store/check-redis.ts';
import { connectRedis } from '../store/connect.ts';
import { keyPrefix } from '../store/key-prefix.ts';
import type { Verb } from './verb.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly sentence: string;
  readonly fix?: string | undefined;
}

const redisWithinMs = 5000;

async function lookAtRedis(url: string): Promise<readonly Finding[]> {
  const name = 'Redis';
  const redis = connectRedis({ url }, 'fail-fast');
  try {
    const isReady = await new Promise<boolean>((resolve) => {
      redis.once('ready', () => resolve(true));
      setTimeout(() => resolve(false), redisWithinMs).unref();
    });
    if (!isReady)
      return [
        { name, ok: false, sentence: `${new URL(url).host} does not answer.`, fix: 'Start it, or set REDIS_URL.' },
      ];
    const problems = await checkRedis(redis, keyPrefix);
    if (problems.length > 0) return problems.map((sentence) => ({ name, ok: false, sentence }));
    const persistence = await redis.info('persistence').catch(() => '');
    const keeps = /^aof_enabled:1/m.test(persistence)
      ? 'It keeps an append-only file.'
      : 'It keeps no append-only file: when it stops, what it has not saved is lost.';
    return [{ name, ok: true, sentence: `It answers, takes writes and throws nothing away. ${keeps}` }];
  } finally {
    redis.disconnect();
  }
}

function lookAtSlack({ file, secrets }: Config): Promise<readonly Finding[]> {
  const log = pino({ level: 'silent' });
  const access = { botToken: secrets.slackBotToken, apiUrl: secrets.slackApiUrl, log };
  const settings = settingsOf(file);
  const own = settings.environments.flatMap(({ channel }) => (channel ? [channel] : []));
  return checkSlack({
    ...access,
    appToken: file.slack.mode === 'socket' ? secrets.slackAppToken : undefined,
    channels: [settings.channels.requests, settings.channels.approvals, ...own],
    environments: settings.environments,
    directory: makeDirectory(access),
  });
}

function lookAtAws({ file }: Config): Promise<readonly Finding[]> {
  const settings = settingsOf(file);
  return checkAws({
    accounts: accessOf(file),
    budget: { take: async () => 0 },
    hubRegion: file.aws.region,
    signing: settings.signingKey ? { keyArn: settings.signingKey } : undefined,
    log: pino({ level: 'silent' }),
    hubRoleArn: file.aws.hubRole,
    eventQueueUrl: file.events?.queueUrl,
    probeTagKey: `${settings.tags.prefix}doctor`,
  });
}

/** `assay doctor` */
export const doctorVerb: Verb = {
  usage:
    'assay doctor\n\nReads the configuration and looks at everything it names. Exit code 1 when something is wrong.',
  options: {},
  async run({ environment }) {
    const config = loadConfig(environment);
    const parts = [
      ['Redis', lookAtRedis(config.secrets.redisUrl)],
      ['Slack', lookAtSlack(config)],
      ['AWS', lookAtAws(config)],
    ] as const;
    let wrong = 0;
    console.log('✓ configuration: every key is right.');
    for (const [part, looks] of parts) {
      console.log(`\n${part}`);
      for (const { name, ok, sentence, fix } of await looks) {
        if (!ok) wrong += 1;
        console.log(`${ok ? '✓' : '✗'} ${name}: ${sentence}${!ok && fix ? `\n    ${fix}` : ''}`);
      }
    }
    if (!config.file.aws.signingKey) console.log('\n! aws.signingKey is not set: approvals will be unsigned.');
    console.log(wrong === 0 ? '\nAll is well.' : `\n${wrong} ${wrong === 1 ? 'thing needs' : 'things need'} mending.`);
    return wrong === 0 ? 0 : 1;
  },
};
