import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { verifyIt } from '../../sandbox/story/promote-scene.ts';
import { cast, channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { approvalTags, callsFor, imagesNamed } from '../acceptance/support/aws-facts.ts';
import { answersTo } from '../acceptance/support/office.ts';
import { readAudit } from '../acceptance/support/read-audit.ts';
import { runAssay } from '../acceptance/support/run-assay.ts';
import { startRedis } from '../support/redis.ts';
import { withWorldOn } from './support/world-on.ts';

const webOne = 'i-0a1b2c3d4e5f60001';
const everysec = ['--appendonly', 'yes', '--appendfsync', 'everysec'];
const world = withWorldOn(() => startRedis(everysec), { paceMs: 8000 });

it('Redis is killed and started again five times between the line and the tag: nothing is lost, nothing repeated, one card each', async () => {
  const sandbox = world.sandbox();
  const stage = world.stage();
  const { slack } = sandbox;
  let kills = 0;
  const killed = async (): Promise<void> => {
    await world.redis().kill();
    kills += 1;
    await pause(400);
    await world.redis().restart();
  };
  /** What people do when they are told that Redis is not reachable: the same again. */
  const insist = async (who: 'rosa' | 'ada' | 'ben', act: Parameters<typeof answersTo>[3]): Promise<string> => {
    for (let tries = 0; tries < 20; tries += 1) {
      const [said = ''] = await answersTo(world, who, 1, act);
      if (!/not reachable|in time/.test(said)) return said;
      await pause(200);
    }
    throw new Error('Redis did not come back');
  };
  const name = 'web-five-kills';
  const typed = (who: 'rosa', text: string) =>
    insist(who, async () => [await slack.hands.type({ user: cast[who], channel: channels.requests, text })]);
  const createId = runIdIn(await typed('rosa', `/ami create ${webOne} --name ${name}`));
  await killed();
  await stage.card(createId, (text) => /\d+ %|✅/.test(text), 'progress', 60_000);
  await killed();
  const created = await stage.card(createId, (text) => text.includes('✅'), 'created', 60_000);
  const imageId = imagesNamed(sandbox.aws, name)[0]?.id ?? '';

  const askId = runIdIn(await typed('rosa', `/ami promote ${imageId} --reason "tested on staging"`));
  await killed();
  const vote = async (who: 'ada' | 'ben', fits: RegExp): Promise<string> => {
    const card = await stage.card(askId, (text) => fits.test(text), String(fits), 60_000);
    return insist(who, async () => [
      await slack.hands.click({ user: cast[who], channel: card.channel, ts: card.ts, actionId: 'assay.approve' }),
    ]);
  };
  expect(await vote('ada', /0 of 2/)).toMatch(/1 of 2/);
  await killed();
  expect(await vote('ben', /1 of 2/)).toMatch(/2 of 2|approved/i);
  await killed();
  const asked = await stage.card(askId, (text) => /approved and tagged/i.test(text), 'approved and tagged', 60_000);
  await verifyIt(stage, imageId);

  expect(imagesNamed(sandbox.aws, name)).toMatchObject([{ state: 'available' }]);
  expect(callsFor(sandbox.aws, 'CreateImage', createId)).toHaveLength(1);
  expect(stage.instance(webOne).reboots).toBe(1);
  expect(approvalTags(sandbox.aws, imageId).length).toBeGreaterThan(0);
  for (const [runId, card] of [
    [createId, created],
    [askId, asked],
  ] as const)
    expect(
      slack
        .messages()
        .filter(
          (one) =>
            !one.ephemeralTo &&
            !one.threadTs &&
            textOf(one).includes(`${runId}`) &&
            one.ts !== card.ts &&
            !textOf(one).includes('recovered'),
        ),
    ).toEqual([]);
  const env = { ...sandbox.env, ...world.env() };
  expect(await runAssay(['audit', 'verify'], env, sandbox.folder)).toMatchObject({ code: 0 });
  const audit = await readAudit({ ...sandbox, env });
  expect(audit.filter(({ action }) => action === 'vote').map(({ actor }) => actor)).toEqual([cast.ada, cast.ben]);
  expect(audit.filter(({ action }) => action === 'requested')).toHaveLength(2);
  console.log(
    `Redis killed ${kills} times in one story (appendfsync everysec): 1 AMI, 1 reboot, 2 votes, 2 cards, audit log whole`,
  );
});
