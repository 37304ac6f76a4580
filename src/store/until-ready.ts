import type { RedisAddress, RedisNode } from '../core/redis-address.ts';
import type { RedisClient } from './connect.ts';
import { notPermitted } from './not-permitted.ts';

const listOf = (nodes: readonly RedisNode[]): string => nodes.map(({ host, port }) => `${host}:${port}`).join(', ');

/** Where Redis is, for people; never with user or password. */
export function whereIs({ url, sentinel, cluster }: RedisAddress): string {
  if (cluster) return `The Redis Cluster at ${listOf(cluster)}`;
  if (sentinel) return `Redis behind the Sentinels at ${listOf(sentinel.nodes)}`;
  return `Redis at ${new URL(url).host}`;
}

/** All that an error says, with those it was made from: ioredis hides the reason of a cluster in them. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, lastNodeError, cause } = error as Error & { code?: unknown; lastNodeError?: unknown };
  const inner = [lastNodeError, cause].filter((one) => one !== undefined && one !== null).map(textOf);
  return [error.message, code, ...inner].filter((part) => part !== undefined).join(' ');
}

const certificate =
  /SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w*(?:CERT|SIGNATURE|ISSUER)\w*|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|ERR_TLS_CERT_ALTNAME_INVALID/;

/** What will not change by waiting, and the way out; undefined for trouble that may pass. */
function lasting(text: string, { sentinel }: RedisAddress): string | undefined {
  const sentinels = sentinel ? ', or those of the Sentinels in REDIS_SENTINEL_PASSWORD' : '';
  if (/WRONGPASS|invalid username-password|invalid password/i.test(text))
    return `refuses the user or password (WRONGPASS). Mend them in REDIS_URL${sentinels}.`;
  if (/NOAUTH|AUTH <password> called without any password|without any password configured/i.test(text))
    return `asks for another login than it gets (NOAUTH). Write user and password into REDIS_URL${sentinels}.`;
  const lacks = notPermitted(text);
  if (lacks) return lacks;
  const bad = certificate.exec(text)?.[0];
  if (bad === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `shows a certificate for another name (${bad}). Write the name that stands in it into redis.tls.servername.`;
  if (bad) return `shows a certificate that is not trusted (${bad}). Name its CA in redis.tls.ca.`;
  return undefined;
}

/** What may pass, or be a wrong address. */
function passing(text: string, { url, sentinel, cluster, tls }: RedisAddress): string {
  if (sentinel && !/ECONN|ENOTFOUND|ETIMEDOUT|timeout/i.test(text))
    return `does not answer: no Sentinel names a master called "${sentinel.name}" that answers. Look at redis.sentinel.`;
  const where = cluster ? 'redis.cluster' : sentinel ? 'redis.sentinel' : 'REDIS_URL';
  const plain = url.startsWith('redis:') && !tls ? ' Where it speaks TLS, write rediss://.' : '';
  return `does not answer. Start it, or set ${where} to where it is; Assay needs Redis 6.2 or Valkey.${plain}`;
}

/**
 * Waits until a connection can be used.
 * @returns undefined when it can, else what is wrong and the way out, in one or two sentences without any secret
 */
export async function untilReady(
  redis: RedisClient,
  address: RedisAddress,
  withinMs: number,
): Promise<string | undefined> {
  let last = '';
  let hear: (error: unknown) => void = () => {};
  try {
    return await new Promise<string | undefined>((resolve) => {
      hear = (error) => {
        last = textOf(error);
        const said = lasting(last, address);
        if (said) resolve(`${whereIs(address)} ${said}`);
      };
      redis.on('error', hear);
      // In a cluster each node is told of for itself.
      redis.on('node error', hear);
      const isReady = (): void => {
        // A login that failed leaves some connections "ready", and every command refused.
        redis.ping().then(
          () => resolve(undefined),
          (error: unknown) => hear(error),
        );
      };
      if (redis.status === 'ready') isReady();
      redis.on('ready', isReady);
      setTimeout(() => resolve(`${whereIs(address)} ${passing(last, address)}`), withinMs).unref();
    });
  } finally {
    redis.off('error', hear);
    redis.off('node error', hear);
  }
}
