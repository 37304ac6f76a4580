import { setTimeout as pause } from 'node:timers/promises';
import { askRedis } from '../../sandbox/redis/ask-redis.ts';
import { freePort } from '../../sandbox/redis/free-port.ts';
import type { RedisNode } from '../../src/core/redis-address.ts';
import { startRedis, type TestRedis } from './redis.ts';

export interface TestCluster {
  /** Its masters; slot ranges in this order. */
  readonly masters: readonly TestRedis[];
  readonly nodes: readonly RedisNode[];
  stop(): Promise<void>;
}

const slots = 16_384;
const withinMs = 20_000;

/** @throws Error when the server refuses */
async function order(port: number, ...words: string[]): Promise<string> {
  const [reply = ''] = await askRedis({ port }, [words]);
  if (reply.startsWith('-')) throw new Error(`${words.join(' ')}: ${reply}`);
  return reply;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(50))
    if (await isSo().catch(() => false)) return;
  throw new Error(`did not happen within ${withinMs} ms: ${what}`);
}

/**
 * A Redis Cluster of three masters on 127.0.0.1, whole and ready.
 * @param more for every server, as for `startRedis`
 */
export async function startCluster(more: readonly string[] = []): Promise<TestCluster> {
  const masters: TestRedis[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(masters.map((master) => master.stop())));
  try {
    const buses: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const bus = await freePort();
      buses.push(bus);
      const own = ['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '2000'];
      masters.push(await startRedis([...own, ...more]));
    }
    const each = Math.ceil(slots / masters.length);
    for (const [index, { port }] of masters.entries()) {
      const last = Math.min(slots, (index + 1) * each) - 1;
      await order(port, 'CLUSTER', 'ADDSLOTSRANGE', String(index * each), String(last));
      await order(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    }
    const [first] = masters;
    for (const [index, { port }] of masters.entries())
      if (first && index > 0)
        await order(first.port, 'CLUSTER', 'MEET', '127.0.0.1', String(port), String(buses[index]));
    for (const { port } of masters)
      await until(`the cluster is whole, says ${port}`, async () =>
        /cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(await order(port, 'CLUSTER', 'INFO')),
      );
    return { masters, nodes: masters.map(({ port }) => ({ host: '127.0.0.1', port })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
