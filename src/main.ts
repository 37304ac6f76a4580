import { makeAws } from './aws/make-aws.ts';
import { startBot } from './compose/bot.ts';
import { eventSource } from './compose/event-source.ts';
import { makeLog } from './compose/make-log.ts';
import { recordsOf } from './compose/records-of.ts';
import { demandRedis, watchRedis } from './compose/redis.ts';
import type { Role } from './compose/role.ts';
import { StartError } from './compose/start-error.ts';
import { startWorker } from './compose/worker.ts';
import { makeWriteLog } from './compose/write-log.ts';
import { accessOf } from './config/access-of.ts';
import { checkRequesters } from './config/check-requesters.ts';
import type { Config } from './config/load-config.ts';
import type { Secrets } from './config/read-environment.ts';
import { settingsOf } from './config/settings-of.ts';
import { signingOf } from './config/signing-of.ts';
import { loadCatalogue } from './core/catalogue.ts';
import { makeWaker } from './engine/make-waker.ts';
import type { Check } from './http/health.ts';
import { makeMetrics } from './http/metrics.ts';
import { PortTakenError, serveHttp } from './http/serve.ts';
import { makeDirectory } from './slack/make-directory.ts';
import { connectRedis, queueConnection } from './store/connect.ts';
import { keyPrefix } from './store/key-prefix.ts';
import { makeStore } from './store/make-store.ts';

export interface Assay {
  /** Takes nothing new, hands work over, says good-bye to Slack and Redis. */
  stop(reason: string): Promise<void>;
}

/** Orchestrators kill after 30 s. */
const stopWithinMs = 20_000;

/** What must stand in no log line; a password as its URL writes it, and as it is sent. */
function secretsOf(secrets: Secrets): readonly string[] {
  const { slackBotToken, slackAppToken, slackSigningSecret, redisUrl, redisSentinelPassword } = secrets;
  const { password } = new URL(redisUrl);
  const { AWS_SECRET_ACCESS_KEY: awsKey, AWS_SESSION_TOKEN: awsToken, ASSAY_VOTE_KEY: voteKeys } = process.env;
  const all = [
    slackBotToken,
    slackAppToken,
    slackSigningSecret,
    password,
    decodeURIComponent(password),
    redisSentinelPassword,
    awsKey,
    awsToken,
    ...(voteKeys ?? '').split(/[\s,]+/),
  ];
  return all.filter((secret) => secret !== undefined);
}

/**
 * Builds everything once, from the outside in, and starts what the role needs. The only place that knows all parts.
 * @throws StartError with one sentence when it cannot start, ConfigError when a list of requesters is for no command there
 *   is; nothing is left running then
 */
export async function startAssay(options: {
  readonly config: Config;
  readonly role: Role;
  readonly httpPort?: number | undefined;
}): Promise<Assay> {
  const { config, role } = options;
  const { file, secrets, redis: address } = config;
  const log = makeLog(secrets.logLevel, secretsOf(secrets));
  const stops: (() => Promise<unknown> | unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse())
      await Promise.resolve(end()).catch((error: unknown) => log.warn({ err: error }, 'a part did not stop cleanly'));
  };
  try {
    const settings = settingsOf(file);
    const catalogue = await loadCatalogue(new URL('./', import.meta.url));
    checkRequesters(file, catalogue.commands.keys());
    const metrics = makeMetrics();
    const onRedisError = (error: Error): void => log.warn({ err: error }, 'Redis has trouble');

    // Two connections: one that answers people in time whatever Redis does, one that waits for it.
    const quick = connectRedis(address, 'fail-fast', onRedisError);
    const patient = connectRedis(address, 'patient', onRedisError);
    stops.push(
      () => quick.disconnect(),
      () => patient.disconnect(),
    );
    const quickQueues = queueConnection(address, 'fail-fast', onRedisError);
    const patientQueues = queueConnection(address, 'patient', onRedisError);
    stops.push(quickQueues.close, patientQueues.close);
    await demandRedis(quick, address, log);
    const onUnreadable = (error: unknown): void => log.error({ err: error }, 'a record cannot be read');
    const store = makeStore({ redis: quick, prefix: keyPrefix, answerWithinMs: 2000 }, { onUnreadable });
    const patientStore = makeStore({ redis: patient, prefix: keyPrefix }, { onUnreadable });

    const writes = makeWriteLog();
    const aws = makeAws({
      accounts: accessOf(file),
      // Without Redis nothing is written to AWS anyway, and a read such as `verify` should still answer.
      budget: { take: (key, rate) => store.budget.take(key, rate).catch(() => 0) },
      hubRegion: file.aws.region,
      signing: signingOf(settings),
      limitShare: file.aws.limitShare,
      log,
      recordCalls(call) {
        metrics.awsCall(call.action, call.account, call.region, call.result);
        writes.note(call);
      },
    });
    stops.push(() => aws.close());

    const waker = makeWaker({ connection: quickQueues.connection, prefix: keyPrefix, log });
    stops.push(() => waker.close());
    const directory = makeDirectory({ botToken: secrets.slackBotToken, apiUrl: secrets.slackApiUrl, log });
    const records = recordsOf(store, secrets.voteKeys);
    const parts = { catalogue, settings, records, aws, directory, log };

    const redisWatch = watchRedis(quick, log);
    stops.push(redisWatch.stop);
    const checks: Check[] = [{ name: 'redis', probe: async () => void (await store.clock()) }, redisWatch.check];
    if (role !== 'bot') {
      const events = eventSource(file, { log, metrics });
      stops.push(() => events?.close());
      const worker = await startWorker({
        ...parts,
        store: patientStore,
        connection: patientQueues.connection,
        prefix: keyPrefix,
        voteKeys: secrets.voteKeys,
        writesOf: writes.take,
        polling: { minMs: file.polling.fastest, maxMs: file.polling.slowest },
        leaseMs: file.worker.lease,
        events,
      });
      stops.push(() => worker.stop(stopWithinMs));
      if (events) checks.push({ name: 'events', probe: async () => worker.deafness(), isOptional: true });
    }
    if (role !== 'worker') {
      const bot = await startBot({ ...parts, config, store, patientStore, wake: waker.wake, observe: metrics.command });
      stops.push(() => bot.stop());
      checks.push({ name: 'slack', probe: async () => (bot.connected() ? undefined : 'not connected to Slack') });
    }
    const http = await serveHttp({ host: file.http.host, port: options.httpPort ?? file.http.port, checks, metrics });
    stops.push(() => http.close());
    log.info({ role, port: http.port }, 'Assay is running');
    return {
      async stop(reason) {
        log.info({ reason }, 'stopping');
        await stop();
        log.info({}, 'stopped');
      },
    };
  } catch (error) {
    await stop();
    if (error instanceof PortTakenError) throw new StartError(error.message);
    throw error;
  }
}
