import { expect, it } from 'vitest';
import { createWithReboot } from '../../sandbox/story/create-scene.ts';
import { approveByTwo, askForProduction, verifyIt } from '../../sandbox/story/promote-scene.ts';
import { channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { connectRedis } from '../../src/store/connect.ts';
import { keyPrefix } from '../../src/store/key-prefix.ts';
import { runAssay } from '../acceptance/support/run-assay.ts';
import { keysOf } from '../store/keys-of.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { type RedisOf, withWorldOn } from './support/world-on.ts';

async function openCluster(): Promise<RedisOf & Awaited<ReturnType<typeof startCluster>>> {
  const cluster = await startCluster(['--appendonly', 'yes']);
  const nodes = cluster.nodes.map(({ host, port }) => `"${host}:${port}"`).join(', ');
  // What the URL says of host and port is not looked at: nobody listens there.
  return { ...cluster, url: 'redis://127.0.0.1:1', settings: `redis: { cluster: [${nodes}] }\n` };
}

const world = withWorldOn(openCluster, { paceMs: 6000 });

it('the main job on three masters: from the line to the tag, a sweep, a schedule, and all of it in one slot', async () => {
  const stage = world.stage();
  const imageId = await createWithReboot(stage, 'web-on-a-cluster');
  await approveByTwo(stage, await askForProduction(stage, imageId), imageId);
  await verifyIt(stage, imageId);

  const line = '/ami schedule nightly search-1 --cron “0 3 * * *” --no-reboot --keep-count 1';
  const set = runIdIn(textOf(await stage.type('rosa', channels.requests, line)));
  await stage.card(set, (text) => text.includes('✅'), 'scheduled');
  const { text } = await stage.type('rosa', channels.requests, '/ami schedules run nightly');
  await stage.card(runIdIn(text), (said) => said.startsWith('✅'), 'backed up', 60_000);

  const { slack } = world.sandbox();
  await slack.until(() => slack.messages().find(({ channel }) => channel === channels.alerts), {
    timeoutMs: 60_000,
    what: 'the sweep to tell of a violation',
  });

  const redis = connectRedis({ url: world.redis().url, cluster: world.redis().nodes }, 'patient');
  try {
    const all = await keysOf(redis, '*');
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((key) => !key.startsWith(keyPrefix))).toEqual([]);
    console.log(
      `Redis Cluster of three masters: the main job played; ${all.length} keys, all in the slot of ${keyPrefix}`,
    );
  } finally {
    redis.disconnect();
  }
});

it('doctor, audit and health know the cluster', async () => {
  const { env, folder } = world.sandbox();
  const verified = await runAssay(['audit', 'verify'], { ...env, ...world.env() }, folder);
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ lines, unbroken/) });
  const doctor = await runAssay(['doctor'], { ...env, ...world.env() }, folder);
  expect(doctor.stdout).toMatch(
    /✓ Redis: It answers, takes writes and throws nothing away\. It keeps an append-only file/,
  );
});

it('one master that may throw records away is named, though the other two are right', async () => {
  const { env, folder } = world.sandbox();
  const [, second] = world.redis().masters;
  const redis = connectRedis({ url: second?.url ?? '' }, 'patient');
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  try {
    const ended = await runAssay(['start', '--http-port', '0'], { ...env, ...world.env() }, folder);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      new RegExp(`Redis at 127\\.0\\.0\\.1:${second?.port} may throw records away.*maxmemory-policy is "allkeys-lru"`),
    );
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    redis.disconnect();
  }
});
