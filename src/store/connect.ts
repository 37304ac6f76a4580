import { type RedisOptions as AnyRedisOptions, Cluster, type ClusterNode, Redis } from 'ioredis';

export type RedisClient = Redis | Cluster;
/** Replies stay as arrays, as the scripts and BullMQ expect them. */
export type RedisOptions = Omit<AnyRedisOptions, 'replyMapping'>;

/** Where Redis is. With `sentinels` or `cluster` the URL gives user, password, database and TLS only. */
export interface RedisAddress {
  /** `redis://…` or `rediss://…` */
  readonly url: string;
  readonly tls?: { readonly ca?: string; readonly servername?: string };
  readonly sentinels?: { readonly name: string; readonly nodes: readonly { host: string; port: number }[] };
  readonly cluster?: readonly { host: string; port: number }[];
}

/** For people who wait: an error within two seconds. For workers: as long as it takes. */
export type Patience = 'fail-fast' | 'patient';

/** After a role swap behind one address the old connection answers READONLY for ever: reconnect and send again. */
const reconnectOnError = (error: Error): false | 2 => (/READONLY|LOADING/.test(error.message) ? 2 : false);

/** ioredis settings by patience, the same for the store's and the queues' connections. */
function settingsFor(patience: Patience): RedisOptions {
  const both = {
    connectTimeout: 2000,
    retryStrategy: (times: number) => Math.min(100 * times, 1000),
    reconnectOnError,
  } satisfies RedisOptions;
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

function nodeOptions(address: RedisAddress, settings: RedisOptions): RedisOptions {
  if (address.sentinels)
    return {
      ...settings,
      sentinels: [...address.sentinels.nodes],
      name: address.sentinels.name,
      failoverDetector: true,
    };
  const { hostname, port } = new URL(address.url);
  return { ...settings, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
}

function connectCluster(nodes: readonly ClusterNode[], settings: RedisOptions): Cluster {
  const { enableOfflineQueue = true, retryStrategy: _one, ...redisOptions } = settings;
  return new Cluster([...nodes], {
    enableOfflineQueue,
    clusterRetryStrategy: (times: number) => Math.min(100 * times, 1000),
    // TLS certificates name hosts, so names must not become addresses.
    dnsLookup: (host, done) => done(null, host),
    redisOptions,
  });
}

/** What is there is not undefined: BullMQ's types insist on it. */
type Present<T> = { [K in keyof T]: Exclude<T[K], undefined | null> };
type QueueOptions = Omit<Present<RedisOptions>, 'maxRetriesPerRequest'> & { maxRetriesPerRequest?: number | null };

/**
 * What BullMQ is given: plain options where it can make its own connections, a client where it cannot (cluster).
 */
export function queueConnection(address: RedisAddress, patience: Patience): QueueOptions | Cluster {
  const settings = { ...settingsFor(patience), ...credentialsOf(address) };
  if (address.cluster) return connectCluster(address.cluster, settings);
  return nodeOptions(address, settings) as QueueOptions;
}
