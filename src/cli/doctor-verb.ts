import { pino } from 'pino';
import { checkAws } from '../aws/check-aws.ts';
import { accessOf } from '../config/access-of.ts';
import { checkRequesters } from '../config/check-requesters.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import { settingsOf } from '../config/settings-of.ts';
import { signingOf } from '../config/signing-of.ts';
import { loadCatalogue } from '../core/catalogue.ts';
import type { RedisAddress } from '../core/redis-address.ts';
import { checkSlack } from '../slack/check-slack.ts';
import { makeDirectory } from '../slack/make-directory.ts';
import { checkPersistence, checkRedis } from '../store/check-redis.ts';
import { connectRedis } from '../store/connect.ts';
import { keyPrefix } from '../store/key-prefix.ts';
import { untilReady } from '../store/until-ready.ts';
import type { Verb } from './verb.ts';

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** All works, and yet somebody should know. */
  readonly isWarning?: boolean;
  readonly sentence: string;
  readonly fix?: string | undefined;
}

const redisWithinMs = 5000;

async function lookAtRedis(address: RedisAddress): Promise<readonly Finding[]> {
  const name = 'Redis';
  const redis = connectRedis(address, 'fail-fast');
  try {
    const trouble = await untilReady(redis, address, redisWithinMs);
    if (trouble) return [{ name, ok: false, sentence: trouble }];
    const problems = await checkRedis(redis, keyPrefix);
    if (problems.length > 0) return problems.map((sentence) => ({ name, ok: false, sentence }));
    const warnings = await checkPersistence(redis);
    const keeps = warnings.length === 0 ? ' It keeps an append-only file.' : '';
    return [
      { name, ok: true, sentence: `It answers, takes writes and throws nothing away.${keeps}` },
      ...warnings.map((sentence) => ({ name, ok: true, isWarning: true, sentence })),
    ];
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
    signing: signingOf(settings),
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
    checkRequesters(config.file, (await loadCatalogue(new URL('../', import.meta.url))).commands.keys());
    const parts = [
      ['Redis', lookAtRedis(config.redis)],
      ['Slack', lookAtSlack(config)],
      ['AWS', lookAtAws(config)],
    ] as const;
    let wrong = 0;
    console.log('✓ configuration: every key is right.');
    for (const [part, looks] of parts) {
      console.log(`\n${part}`);
      for (const { name, ok, isWarning, sentence, fix } of await looks) {
        if (!ok) wrong += 1;
        console.log(`${isWarning ? '!' : ok ? '✓' : '✗'} ${name}: ${sentence}${!ok && fix ? `\n    ${fix}` : ''}`);
      }
    }
    if (!config.file.aws.signingKey) console.log('\n! aws.signingKey is not set: approvals will be unsigned.');
    console.log(wrong === 0 ? '\nAll is well.' : `\n${wrong} ${wrong === 1 ? 'thing needs' : 'things need'} mending.`);
    return wrong === 0 ? 0 : 1;
  },
};
