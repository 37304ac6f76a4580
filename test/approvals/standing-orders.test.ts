import { expect, test } from 'vitest';
import { makeStandingOrders } from '../../src/approvals/standing-orders.ts';
import { makeFakeAws } from '../engine/fake-aws.ts';
import { makeTestCatalogue } from '../engine/test-catalogue.ts';
import { withRedis } from '../store/open-store.ts';
import { sampleRun } from '../store/sample-run.ts';
import { sampleSchedule } from '../store/sample-schedule.ts';

const { open } = withRedis();
const anna = { userId: 'U7', teamId: 'T1' };
const settings = {
  environments: [],
  demands: [],
  channels: { requests: 'C1', approvals: 'C2' },
  tags: { prefix: 'assay:', approved: 'ami-approved' },
} as never;
const log = { info() {}, warn() {}, error() {} };

async function office() {
  const { store } = open();
  const woken: string[] = [];
  const { jobs } = makeTestCatalogue(makeFakeAws('/dev/null'), { backup: async () => 'ok' });
  const orders = makeStandingOrders({ store, settings, jobs, wake: (id) => void woken.push(id), log });
  await store.schedules.change('nightly', (_, now) => ({
    schedule: sampleSchedule({ next: now + 60_000 }),
    audit: [],
  }));
  const notices = async () =>
    (await store.outbox.take(50, 60_000)).flatMap((item) => (item.kind === 'notice' ? [item.notice] : []));
  return { store, orders, woken, notices };
}

test('paused, nothing is due any more; resumed, it goes on with the next moment; both are said in its channel', async () => {
  const { store, orders, notices } = await office();
  await orders.pause(anna, 'nightly');
  expect((await store.schedules.get('nightly'))?.paused).toMatchObject({ by: 'U7' });
  await expect(orders.pause(anna, 'nightly')).rejects.toMatchObject({ code: 'wrong_state' });
  await orders.resume(anna, 'nightly');
  const after = await store.schedules.get('nightly');
  expect(after).not.toHaveProperty('paused');
  expect(after?.next).toBeGreaterThan(Date.now() - 1000);
  await expect(orders.resume(anna, 'nightly')).rejects.toMatchObject({ code: 'wrong_state' });
  expect((await notices()).map(({ to, message }) => [to, message.title])).toEqual([
    [{ kind: 'channel', channel: 'C1' }, 'Schedule nightly was paused'],
    [{ kind: 'channel', channel: 'C1' }, 'Schedule nightly was resumed'],
  ]);
  expect((await store.audit.about('schedule/nightly')).map(({ actor, details }) => [actor, details['what']])).toEqual([
    ['U7', 'paused'],
    ['U7', 'resumed'],
  ]);
});

test('started by hand it runs now for whoever asked, once, and its next moment stays', async () => {
  const { store, orders, woken } = await office();
  const before = await store.schedules.get('nightly');
  await Promise.allSettled([orders.start(anna, 'nightly'), orders.start(anna, 'nightly')]);
  const [run, second] = await store.runs.list({ limit: 5 });
  expect(second).toBeUndefined();
  expect(run).toMatchObject({ requester: { userId: 'U7' }, job: 'backup' });
  expect(woken).toEqual([run?.id]);
  const after = await store.schedules.get('nightly');
  expect(after?.next).toBe(before?.next);
  await expect(orders.start(anna, 'nightly')).rejects.toMatchObject({ code: 'wrong_state' });
  await store.runs.update(run?.id ?? '', (found) => ({ run: { ...found, state: 'done' }, audit: [] }));
  await orders.start(anna, 'nightly');
  expect(await store.runs.list({ limit: 5 })).toHaveLength(2);
});

test('a line that is delivered again changes nothing any more, whatever came in between', async () => {
  const { store, orders } = await office();
  const runs = () => store.runs.list({ limit: 5 });
  await orders.start(anna, 'nightly', 'line-1');
  const [run] = await runs();
  await store.runs.update(run?.id ?? '', (found) => ({ run: { ...found, state: 'failed' }, audit: [] }));
  expect(JSON.stringify(await orders.start(anna, 'nightly', 'line-1'))).toContain(run?.id);
  expect(await runs()).toHaveLength(1);
  await orders.start(anna, 'nightly', 'line-2');
  expect(await runs()).toHaveLength(2);
  await orders.pause(anna, 'nightly', 'line-3');
  await orders.resume(anna, 'nightly', 'line-4');
  await expect(orders.pause(anna, 'nightly', 'line-3')).rejects.toMatchObject({ code: 'wrong_state' });
  expect(await store.schedules.get('nightly')).not.toHaveProperty('paused');
  await orders.pause(anna, 'nightly', 'line-5');
  await expect(orders.resume(anna, 'nightly', 'line-4')).rejects.toMatchObject({ code: 'wrong_state' });
  expect((await store.schedules.get('nightly'))?.paused).toMatchObject({ by: 'U7' });
});

test('one that was ordered, never written down and has ended is not what is asked for now', async () => {
  const { store, orders, woken } = await office();
  const { storedBy } = (await store.schedules.get('nightly')) ?? { storedBy: '' };
  const { run: orphan } = await store.runs.create(`schedule:nightly:${storedBy}:after:none`, (now) => ({
    run: sampleRun(now, { state: 'done', plan: { name: 'web', schedule: 'nightly', moment: now, by: 'hand' } }),
    audit: [],
  }));
  await orders.start(anna, 'nightly');
  const started = (await store.schedules.get('nightly'))?.last?.runId;
  expect(started).not.toBe(orphan.id);
  expect(woken).toEqual([started]);
  expect(await store.runs.list({ limit: 5 })).toHaveLength(2);
});

test('removed it is gone, its AMIs are said to stay, and what is unknown is said to be', async () => {
  const { store, orders } = await office();
  const said = await orders.remove(anna, 'nightly');
  expect(JSON.stringify(said)).toContain('The AMIs it made stay');
  expect(JSON.stringify(said)).toContain('tag:assay:schedule=nightly');
  expect(await store.schedules.list()).toEqual([]);
  for (const act of [orders.pause, orders.resume, orders.start, orders.remove])
    await expect(act(anna, 'nightly')).rejects.toMatchObject({ code: 'not_found' });
});
