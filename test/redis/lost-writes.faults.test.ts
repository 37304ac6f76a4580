import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { askRedis } from '../../sandbox/redis/ask-redis.ts';
import type { RedisAddress } from '../../src/core/redis-address.ts';
import { chainStart } from '../../src/core/verify-audit.ts';
import { connectRedis } from '../../src/store/connect.ts';
import { makeStore } from '../../src/store/make-store.ts';
import { sample } from '../faults/support/sample.ts';
import { eventually } from '../store/eventually.ts';
import { sampleRun } from '../store/sample-run.ts';
import { loggedIn, verifyAudit } from '../store/whole-log.ts';
import { startRedis } from '../support/redis.ts';
import { startSentinels } from '../support/redis-sentinel.ts';

interface Deployment {
  readonly address: RedisAddress;
  /** kill -9 of the server that takes writes. */
  kill(): Promise<void>;
  /** Until there is one again. */
  back(): Promise<void>;
  stop(): Promise<void>;
}

async function alone(options: readonly string[]): Promise<Deployment> {
  const server = await startRedis(options);
  return { address: { url: server.url }, kill: server.kill, back: server.restart, stop: server.stop };
}

/**
 * A master and two replicas: two may die, one after the other.
 * @param cutOff the replicas hear nothing more from the master for so long before it dies, in ms
 */
async function replicated(more: readonly string[], cutOff = 0): Promise<Deployment> {
  const sentinels = await startSentinels({ more });
  const { name, nodes, servers } = sentinels;
  let master = servers[0]?.port;
  return {
    address: { url: 'redis://127.0.0.1:1', sentinel: { name, nodes } },
    kill: async () => {
      master = await sentinels.master();
      if (cutOff > 0 && master) {
        // They are thrown out and may not come in again; whoever is connected stays connected.
        const locked = ['CONFIG', 'SET', 'requirepass', 'nobody-knows'];
        await askRedis({ port: master }, [locked, ['CLIENT', 'KILL', 'TYPE', 'replica']]);
        await pause(cutOff);
      }
      await servers.find(({ port }) => port === master)?.kill();
    },
    back: async () =>
      void (await eventually(
        'another master',
        async () => ![undefined, master].includes(await sentinels.master()),
        30_000,
      )),
    stop: sentinels.stop,
  };
}

const always = ['--appendonly', 'yes', '--appendfsync', 'always'];
const kills = sample([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).length;

interface Measured {
  readonly name: string;
  readonly open: () => Promise<Deployment>;
  readonly kills: number;
  /** Least time of writing before the kill, in ms. */
  readonly writeMs: number;
  /** Whether a write that was answered may be gone after a kill. */
  readonly loses: 'never' | 'perhaps' | 'surely';
  /** Left out where there is time for a sample only. */
  readonly isRare?: boolean;
}

const measured: readonly Measured[] = [
  { name: 'append-only file, appendfsync always', open: () => alone(always), kills, writeMs: 400, loses: 'never' },
  {
    name: 'append-only file, appendfsync everysec',
    open: () => alone(['--appendonly', 'yes', '--appendfsync', 'everysec']),
    kills,
    writeMs: 400,
    loses: 'never',
  },
  {
    name: 'snapshots only, at most every second (save 1 1)',
    isRare: true,
    open: () => alone(['--appendonly', 'no', '--save', '1 1']),
    kills: Math.min(kills, 3),
    writeMs: 3500,
    loses: 'surely',
  },
  { name: 'no persistence', open: () => alone(['--appendonly', 'no']), kills, writeMs: 400, loses: 'surely' },
  {
    name: 'Sentinel, two replicas, appendfsync always, failover',
    isRare: true,
    open: () => replicated(always),
    kills: Math.min(kills, 2),
    writeMs: 400,
    loses: 'perhaps',
  },
  {
    name: 'Sentinel, both replicas cut off for 4 s before the failover',
    open: () => replicated(always, 4000),
    kills: 1,
    writeMs: 400,
    loses: 'surely',
  },
  {
    name: 'Sentinel, the same with min-replicas-to-write 1 and min-replicas-max-lag 1',
    isRare: true,
    open: () => replicated([...always, '--min-replicas-to-write', '1', '--min-replicas-max-lag', '1'], 4000),
    kills: 1,
    writeMs: 400,
    loses: 'perhaps',
  },
];
const writers = 8;

it.each(measured.filter(({ isRare }) => !isRare || !process.env['FAULTS_SAMPLE']))(
  '$name: answered writes that a kill -9 of Redis loses',
  async ({ name, open, kills, writeMs, loses }) => {
    const server = await open();
    const redis = connectRedis(server.address, 'fail-fast');
    const { runs } = makeStore({ redis, prefix: '{t}:', answerWithinMs: 2000 });
    const calm = connectRedis(server.address, 'patient');
    const reader = makeStore({ redis: calm, prefix: '{t}:' });
    const isReady = () =>
      eventually('Redis to be there', async () => (await redis.ping().catch(() => '')) === 'PONG', 20_000);
    let answered = 0;
    let lost = 0;
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        await isReady();
        const kept: string[] = [];
        let isOver = false;
        const write = async (writer: number): Promise<void> => {
          for (let index = 0; !isOver; index += 1)
            await runs
              .create(`${kill}-${writer}-${index}`, (now) => {
                const run = sampleRun(now, { id: `r-${kill}x${writer}x${index}` });
                return {
                  run,
                  audit: [
                    { action: 'requested', actor: 'U1', runId: run.id, about: [], outcome: 'recorded', details: {} },
                  ],
                };
              })
              .then(({ run }) => kept.push(run.id))
              // Refused, or unknown: nothing was promised.
              .catch(() => pause(5));
        };
        const writing = Promise.all(Array.from({ length: writers }, (_, index) => write(index)));
        await pause(writeMs + Math.random() * 900);
        await server.kill();
        isOver = true;
        await writing;
        await server.back();
        await isReady();
        answered += kept.length;
        for (const id of kept) if (!(await reader.runs.get(id))) lost += 1;
        // What is left is whole: a record without its audit line, or a chain with a gap, would be half a write.
        let tail = chainStart;
        for (;;) {
          const lines = await loggedIn(reader.audit, tail.sequence + 1, 1000);
          if (lines.length === 0) break;
          const verdict = verifyAudit(lines, tail);
          expect(verdict.ok).toBe(true);
          if (verdict.ok) tail = verdict.tail;
          for (const { runId = '' } of lines.slice(-20)) expect(await reader.runs.get(runId)).toBeDefined();
        }
      }
    } finally {
      redis.disconnect();
      calm.disconnect();
      await server.stop();
    }
    console.log(`Redis killed ${kills} times, ${name}: ${lost} of ${answered} answered writes lost`);
    expect(answered).toBeGreaterThan(100);
    if (loses === 'surely') expect(lost, 'the measurement finds losses').toBeGreaterThan(0);
    if (loses === 'never') expect(lost).toBe(0);
  },
);
