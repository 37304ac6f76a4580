import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { approveByTwo, askForProduction, verifyIt } from '../../sandbox/story/promote-scene.ts';
import { cast, channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { callsFor, imagesNamed } from '../acceptance/support/aws-facts.ts';
import { runAssay } from '../acceptance/support/run-assay.ts';
import { startSentinels } from '../support/redis-sentinel.ts';
import { timedAnswer } from './support/timed.ts';
import { type RedisOf, withWorldOn } from './support/world-on.ts';

const password = 'sentinels-own-password';

async function openSentinels(): Promise<RedisOf & Awaited<ReturnType<typeof startSentinels>>> {
  const sentinels = await startSentinels({ more: ['--appendonly', 'yes'], password });
  const nodes = sentinels.nodes.map(({ host, port }) => `"${host}:${port}"`).join(', ');
  return {
    ...sentinels,
    url: 'redis://127.0.0.1:1',
    settings: `redis: { sentinel: { name: ${sentinels.name}, nodes: [${nodes}] } }\n`,
    env: { REDIS_SENTINEL_PASSWORD: password },
  };
}

const world = withWorldOn(openSentinels, { paceMs: 6000 });
const webOne = 'i-0a1b2c3d4e5f60001';

/** Does again what was answered with "Try again", for ten seconds at most, and says so. */
async function asOftenAsTold<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 10_000; ; await pause(500)) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end || !String(error).includes('Nothing was recorded')) throw error;
      console.log('Sentinel: told once more, after the failover, to try again');
    }
  }
}

it('the master is killed while an AMI is made; it is made once, and two people approve it on the new master', async () => {
  const sandbox = world.sandbox();
  const stage = world.stage();
  const name = 'web-after-failover';
  const answer = await stage.type('rosa', channels.requests, `/ami create ${webOne} --name ${name}`);
  const runId = runIdIn(textOf(answer));
  await stage.card(runId, (text) => /\d+ %/.test(text), 'progress in per cent');

  const [master] = world.redis().servers;
  const killed = performance.now();
  await master?.kill();
  const slowest = { ms: 0 };
  let gap = 0;
  while (gap === 0) {
    const { text, ms } = await timedAnswer(sandbox, 'max', () =>
      sandbox.slack.hands.type({ user: cast.max, channel: channels.requests, text: `/ami status ${runId}` }),
    );
    slowest.ms = Math.max(slowest.ms, ms);
    if (text.includes(`Run ${runId}`)) gap = performance.now() - killed;
    else expect(text).toMatch(/not reachable|did not answer in time/);
    if (performance.now() - killed > 30_000) throw new Error(`no answer after the failover: ${text}`);
    await pause(100);
  }
  expect(slowest.ms).toBeLessThan(3000);
  // Those that did not lead the failover hear of it a moment later, and when one tells of it all connect anew.
  const others = world.redis().servers.slice(1);
  await expect
    .poll(() => world.redis().master(), { timeout: 10_000 })
    .toSatisfy((port: unknown) => others.some((one) => one.port === port));

  const done = await stage.card(runId, (text) => text.includes('✅'), 'created', 60_000);
  expect(imagesNamed(sandbox.aws, name)).toMatchObject([{ state: 'available' }]);
  expect(callsFor(sandbox.aws, 'CreateImage', runId)).toHaveLength(1);
  expect(stage.instance(webOne).reboots).toBe(1);
  const cards = sandbox.slack
    .messages()
    .filter((one) => !one.ephemeralTo && !one.threadTs && textOf(one).includes(runId));
  expect(cards.map(({ ts }) => ts)).toEqual([done.ts]);

  const imageId = imagesNamed(sandbox.aws, name)[0]?.id ?? '';
  await approveByTwo(stage, await asOftenAsTold(() => askForProduction(stage, imageId)), imageId);
  await verifyIt(stage, imageId);
  const verified = await runAssay(['audit', 'verify'], { ...sandbox.env, ...world.env() }, sandbox.folder);
  expect(verified).toMatchObject({ code: 0 });
  console.log(
    `Sentinel: master killed in mid-story; ${Math.round(gap)} ms from the kill to the next good answer ` +
      `(down-after 1 s), slowest answer meanwhile ${slowest.ms} ms; 1 AMI, 1 reboot, 1 card`,
  );
});

it('a master that no Sentinel knows, and a wrong password for the Sentinels, are told at the start', async () => {
  const { env, folder, configPath } = world.sandbox();
  const other = `${configPath}.other.yaml`;
  await writeFile(other, (await readFile(configPath, 'utf8')).replace('name: assay,', 'name: nobody,'));
  const start = ['start', '--http-port', '0'];
  const wrong = 'a-wrong-password-of-sentinels';
  const [unknown, refused] = await Promise.all([
    runAssay(start, { ...env, ...world.env(), ASSAY_CONFIG: other }, folder),
    runAssay(start, { ...env, ...world.env(), REDIS_SENTINEL_PASSWORD: wrong }, folder),
  ]);
  expect(unknown.stderr).toMatch(/no Sentinel names a master called "nobody"/);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/refuses the user or password \(WRONGPASS\)\..*REDIS_SENTINEL_PASSWORD/);
  expect(refused.stderr + refused.stdout).not.toContain(wrong);
  expect(refused.stderr + refused.stdout).not.toContain(password);
});

it('a process asked to stop ends at once, and is not held by the Sentinels it listens to', async () => {
  const began = performance.now();
  for (const process of world.sandbox().processes) expect(await process.stop()).toBe(0);
  const ms = Math.round(performance.now() - began);
  console.log(`Sentinel: bot and worker stopped one after the other in ${ms} ms`);
  expect(ms).toBeLessThan(10_000);
});
