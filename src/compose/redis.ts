import type { Logger } from 'pino';
import type { RedisAddress } from '../core/redis-address.ts';
import type { Check } from '../http/health.ts';
import { checkPersistence, checkRedis } from '../store/check-redis.ts';
import type { RedisClient } from '../store/connect.ts';
import { keyPrefix } from '../store/key-prefix.ts';
import { untilReady, whereIs } from '../store/until-ready.ts';
import { StartError } from './start-error.ts';

const startWithinMs = 10_000;
/** Settings change seldom, and whoever changes one wants to be told soon. */
const lookEveryMs = 30_000;

/**
 * Waits for Redis at the start and looks whether it can hold our records.
 * @throws StartError with what is wrong and the way out
 */
export async function demandRedis(redis: RedisClient, address: RedisAddress, log: Logger): Promise<void> {
  const trouble = await untilReady(redis, address, startWithinMs);
  if (trouble) throw new StartError(trouble);
  const problems = await checkRedis(redis, keyPrefix);
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  for (const warning of await checkPersistence(redis)) log.warn({}, warning);
  log.info({ at: whereIs(address) }, 'Redis is ready');
}

/**
 * Looks on whether Redis still keeps what it is given: settings can be changed under a running program. What is wrong is
 * logged when it changes, and shown by health; it is no reason to stop, since nothing is lost before memory is short.
 */
export function watchRedis(redis: RedisClient, log: Logger): { readonly check: Check; stop(): void } {
  let said = '';
  const look = async (): Promise<string | undefined> => {
    const problems = (await checkRedis(redis, keyPrefix)).join('\n');
    if (problems !== said && problems) log.error({}, problems);
    if (problems !== said && !problems) log.info({}, 'the settings of Redis are right again');
    said = problems;
    return problems || undefined;
  };
  // While Redis does not answer there is nothing to say of its settings; its own check tells that.
  const timer = setInterval(() => void look().catch(() => {}), lookEveryMs).unref();
  return { check: { name: 'redis-settings', probe: look, isOptional: true }, stop: () => clearInterval(timer) };
}
