import { expect, it } from 'vitest';
import { createWithReboot } from '../../sandbox/story/create-scene.ts';
import { approveByTwo, askForProduction, verifyIt } from '../../sandbox/story/promote-scene.ts';
import { cast, channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { connectRedis } from '../../src/store/connect.ts';
import { callsFor, imagesNamed } from '../acceptance/support/aws-facts.ts';
import { startRedis } from '../support/redis.ts';
import { withWorldOn } from './support/world-on.ts';

const world = withWorldOn(() => startRedis(['--appendonly', 'yes']), { paceMs: 9000 });
const patient = 60_000;

async function flush(): Promise<void> {
  const redis = connectRedis({ url: world.redis().url }, 'patient');
  await redis.flushall();
  redis.disconnect();
}

/** Cards of runs that say they were recovered; each stands once. */
const recovered = () =>
  world
    .sandbox()
    .slack.messages()
    .filter((one) => !one.ephemeralTo && !one.threadTs && !one.deleted && /recovered,/i.test(textOf(one)));

it('Redis is emptied: approvals are proven from AWS, and what was in flight is found again, once, and ends right', async () => {
  const stage = world.stage();
  const { slack, aws } = world.sandbox();
  const imageId = await createWithReboot(stage, 'web-before');
  await approveByTwo(stage, await askForProduction(stage, imageId), imageId);

  const copyId = runIdIn(
    textOf(
      await stage.type(
        'rosa',
        channels.requests,
        '/ami copy db-2026-10-05 to eu-west-1 us-east-1 --to-account prod --name db-lost',
      ),
    ),
  );
  const createId = runIdIn(
    textOf(await stage.type('rosa', channels.requests, '/ami create api-1 --name api-lost --no-reboot')),
  );
  await slack.until(
    () => (imagesNamed(aws, 'db-lost').length >= 2 && imagesNamed(aws, 'api-lost')[0] ? true : undefined),
    {
      timeoutMs: patient,
      what: 'AWS to make all of them',
    },
  );
  const made = aws.calls.filter(({ action }) => /^(Create|Copy)Image$/.test(action)).length;
  await flush();
  const emptied = performance.now();

  const cardOf = (runId: string, pattern: RegExp) =>
    slack.until(() => recovered().find((one) => textOf(one).includes(runId) && pattern.test(textOf(one))), {
      timeoutMs: patient,
      what: `the recovered card of ${runId}: ${pattern}`,
    });
  await cardOf(createId, /lost/);
  const foundMs = Math.round(performance.now() - emptied);
  await verifyIt(stage, imageId);
  const create = await cardOf(createId, /✅/);
  const copy = await cardOf(copyId, /✅/);
  await stage.reply(create, (text) => text.includes(`<@${cast.rosa}>`), 'rosa is called');
  for (const one of imagesNamed(aws, 'db-lost')) expect(textOf(copy)).toContain(one.id);

  const status = await stage.type('rosa', channels.requests, `/ami status ${createId}`);
  expect(textOf(status)).toMatch(/record was lost; what it began is followed by r-/);
  expect(recovered().filter((one) => textOf(one).includes(createId))).toHaveLength(1);
  expect(recovered().filter((one) => textOf(one).includes(copyId))).toHaveLength(1);
  expect(aws.calls.filter(({ action }) => /^(Create|Copy)Image$/.test(action))).toHaveLength(made);
  expect(callsFor(aws, 'CreateImage', createId)).toHaveLength(1);
  for (const name of ['db-lost', 'api-lost'])
    expect(imagesNamed(aws, name).every(({ state }) => state === 'available')).toBe(true);
  const count = recovered().length;

  const sandbox = world.sandbox();
  for (const process of [...sandbox.processes]) await process.stop();
  await flush();
  await Promise.all([sandbox.start('bot', world.env()), sandbox.start('worker', world.env())]);
  await verifyIt(stage, imageId);
  console.log(
    `Redis emptied: 2 runs in flight (3 AMIs, 2 of them copies of one request) found again by their tags within ${foundMs} ms, ` +
      `${count} cards, 0 AMIs made again; the approval is proven from AWS, also after a restart on an empty Redis`,
  );
});
