import { type RedisOptions as AnyRedisOptions, Cluster, type ClusterNode, Redis } from 'ioredis';
import type { RedisAddress } from '../core/redis-address.ts';
import { TidySentinelConnector } from './sentinel-connector.ts';

export type RedisClient = Redis | Cluster;
/** Replies stay as arrays, as the scripts and BullMQ expect them. */
export type RedisOptions = Omit<AnyRedisOptions, 'replyMapping'>;

/** For people who wait: an error within two seconds. For workers: as long as it takes. */
export type Patience = 'fail-fast' | 'patient';

/** After a role swap behind one address the old connection answers READONLY for ever: reconnect and send again. */
const reconnectOnError = (error: Error): false | 2 => (/READONLY|LOADING/.test(error.message) ? 2 : false);

const retryStrategy = (times: number): number => Math.min(100 * times, 1000);

/** ioredis settings by patience, the same for the store's and the queues' connections. */
function settingsFor(patience: Patience): RedisOptions {
  const both = { connectTimeout: 2000, retryStrategy, reconnectOnError } satisfies RedisOptions;
  // Only together: each alone hangs in some outage. Never a commandTimeout for workers, whose reads block.
  return patience === 'fail-fast'
    ? { ...both, enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1500 }
    : { ...both, maxRetriesPerRequest: null };
}

function credentialsOf(address: RedisAddress): RedisOptions {
  const url = new URL(address.url);
  const tls = url.protocol === 'rediss:' || address.tls;
  return {
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.pathname.length > 1 ? { db: Number(url.pathname.slice(1)) } : {}),
    ...(tls ? { tls: { ...address.tls } } : {}),
  };
}

/**
 * Opens a connection; it goes on trying for ever. The caller must `quit()` it.
 * @param onError told of every trouble with the connection; without a listener it would end the process
 */
export function connectRedis(
  address: RedisAddress,
  patience: Patience,
  onError: (error: Error) => void = () => {},
): RedisClient {
  const settings = { ...settingsFor(patience), ...credentialsOf(address) };
  const client = address.cluster
    ? connectCluster(address.cluster, settings)
    : new Redis(nodeOptions(address, settings));
  client.on('error', onError);
  return client;
}

function nodeOptions({ sentinel, url }: RedisAddress, settings: RedisOptions): RedisOptions {
  if (sentinel)
    return {
      ...settings,
      sentinels: sentinel.nodes.map(({ host, port }) => ({ host, port })),
      name: sentinel.name,
      failoverDetector: true,
      Connector: TidySentinelConnector,
      sentinelRetryStrategy: retryStrategy,
      ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
      ...(settings.tls ? { sentinelTLS: settings.tls, enableTLSForSentinelMode: true } : {}),
    };
  const { hostname, port } = new URL(url);
  return { ...settings, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
}

function connectCluster(nodes: readonly ClusterNode[], settings: RedisOptions): Cluster {
  const { enableOfflineQueue = true, retryStrategy: _one, ...redisOptions } = settings;
  return new Cluster([...nodes], {
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    // TLS certificates name hosts, so names must not become addresses.
    dnsLookup: (host, done) => done(null, host),
    redisOptions,
  });
}

/** What is there is not undefined: BullMQ's types insist on it. */
type Present<T> = { [K in keyof T]: Exclude<T[K], undefined | null> };
type QueueOptions = Omit<Present<RedisOptions>, 'maxRetriesPerRequest'> & { maxRetriesPerRequest?: number | null };

/** What BullMQ is given. Who asked for it closes it when the queues are closed. */
export interface QueueConnection {
  readonly connection: QueueOptions | Cluster;
  close(): void;
}

/**
 * Plain options where BullMQ can make its own connections, a client where it cannot (cluster).
 * @param onError as for `connectRedis`
 */
export function queueConnection(
  address: RedisAddress,
  patience: Patience,
  onError: (error: Error) => void = () => {},
): QueueConnection {
  const settings = { ...settingsFor(patience), ...credentialsOf(address) };
  if (!address.cluster) return { connection: nodeOptions(address, settings) as QueueOptions, close: () => {} };
  const cluster = connectCluster(address.cluster, settings);
  cluster.on('error', onError);
  return { connection: cluster, close: () => cluster.disconnect() };
}
