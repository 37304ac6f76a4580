import { beforeEach, describe, expect, test } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import type { Notice } from '../../src/core/store.ts';
import { UnreadableRecord } from '../../src/core/unreadable-record.ts';
import type { Violation } from '../../src/core/violation.ts';
import { type Opened, withRedis } from './open-store.ts';
import { event, sampleRun } from './sample-run.ts';
import { sampleSchedule } from './sample-schedule.ts';

const { open } = withRedis();
const place = { account: '111122223333', region: 'eu-central-1' };
const image = { id: 'ami-1' };
const finding = { kind: 'not_approved', severity: 'medium', sentence: 'nobody approved it' } as const;
const violation = (number: number, more: Partial<Violation> = {}): Violation => ({
  id: `v-${number}`,
  place,
  environment: 'production',
  subject: { kind: 'instance', id: `i-${number}` },
  image,
  finding,
  firstSeenAt: 1000 + number,
  ...more,
});
const notice = (key: string): Notice => ({
  key,
  runId: 'r-1',
  to: { kind: 'channel', channel: 'C1' },
  message: { title: 'Note' },
  urgent: false,
});
const wait = { watch: 'image', ...place, target: 'ami-1', since: 1 };

/** What somebody, or another version, made of a record. */
const wrecks = [
  ['a text instead of a hash', (redis: Opened['redis'], key: string) => redis.set(key, 'x')],
  ['a list instead of a hash', (redis: Opened['redis'], key: string) => redis.rpush(key, 'x')],
  [
    'half a record',
    async (redis: Opened['redis'], key: string) => {
      await redis.hset(key, 'd', '{"id":"', 'c', '1', 'o', '1');
    },
  ],
  ['no record', (redis: Opened['redis'], key: string) => redis.hset(key, 'x', '1')],
] as const;

let problems: string[] = [];
beforeEach(() => {
  problems = [];
});
const opened = (): Opened =>
  open({ onUnreadable: (error) => void problems.push(error instanceof UnreadableRecord ? error.key : String(error)) });

async function twoRuns({ store }: Opened): Promise<readonly [Run, Run]> {
  const make = async (key: string) =>
    (
      await store.runs.create(key, (now) => ({
        run: sampleRun(now, { subject: `i-${key}` }),
        audit: [event('x')],
        notices: [],
      }))
    ).run;
  return [await make('one'), await make('two')];
}

describe.each(wrecks)('%s', (_, wreck) => {
  test('a run: it is said to be unreadable, the others are as they were', async () => {
    const at = opened();
    const { store, redis, prefix } = at;
    const [bad, good] = await twoRuns(at);
    const key = `${prefix}run:${bad.id}`;
    await store.locks.acquire(bad.subject, bad.id);
    await redis.del(key);
    await wreck(redis, key);
    const [read, other] = await Promise.allSettled([store.runs.get(bad.id), store.runs.get(good.id)]);
    expect(read).toMatchObject({ reason: { name: 'UnreadableRecord', key: `run:${bad.id}` } });
    expect(other).toMatchObject({ value: { id: good.id } });
    expect((await store.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([good.id]);
    await expect(store.runs.update(bad.id, (run) => ({ run, audit: [] }))).rejects.toThrow(/cannot be read/);
    const again = store.runs.create('one', () => ({ run: sampleRun(1), audit: [] }));
    await expect(again).rejects.toThrow(/cannot be read/);
    // Its work may be going on: the lock stays, and the outbox goes on with what it has.
    await store.locks.sweep();
    expect(await store.locks.acquire(bad.subject, good.id)).toBe(bad.id);
    const cards = (await store.outbox.take(10, 1000)).map((item) => (item.kind === 'card' ? item.runId : ''));
    expect(cards).toEqual(expect.arrayContaining([good.id]));
    expect(problems).toContain(`run:${bad.id}`);
  });

  test('a schedule, an exemption, a violation and its message: the others are found', async () => {
    const { store, redis, prefix } = opened();
    for (const name of ['bad', 'good'])
      await store.schedules.change(name, () => ({ schedule: sampleSchedule({ name }), audit: [] }));
    let version = await store.violations.write(place, '0', [violation(1), violation(2), violation(3)], []);
    const group = { place, image, finding, total: 1, subjects: [], owners: [] };
    const told = { channel: 'C1', environment: 'production', at: 1, groups: [group] };
    await store.violations.tell({ ...told, id: 'b-bad' }, [['v-1']], []);
    await store.violations.tell({ ...told, id: 'b-good' }, [['v-2']], []);
    for (const key of ['schedule:bad', 'violation:v-3', 'bulletin:b-bad']) {
      await redis.del(`${prefix}${key}`);
      await wreck(redis, `${prefix}${key}`);
    }
    expect((await store.schedules.list()).map(({ name }) => name)).toEqual(['good']);
    expect((await store.violations.list({ limit: 10 })).map(({ id }) => id)).toEqual(['v-1', 'v-2']);
    expect((await store.violations.openAt(place)).violations).toHaveLength(2);
    const open = await store.violations.openBulletins(10);
    expect(open.map(({ bulletin }) => bulletin.id)).toEqual(['b-good']);
    // Whose message is broken ends all the same.
    const ended = { at: 9000, how: 'gone' } as const;
    version = await store.violations.write(
      place,
      version ?? '',
      [violation(1, { ended }), violation(2, { ended })],
      [],
    );
    expect(version).toBeDefined();
    expect((await store.violations.list({ limit: 10 })).map(({ id }) => id)).toEqual([]);
    expect(await store.outbox.take(10, 1000)).not.toEqual([]);
    expect(problems).toEqual(expect.arrayContaining(['schedule:bad', 'violation']));
  });
});

test('a version that is no number stops its own run only', async () => {
  const at = opened();
  const [bad, good] = await twoRuns(at);
  await at.redis.hset(`${at.prefix}run:${bad.id}`, 'v', 'one');
  const change = (run: Run) => ({ run: { ...run, attempts: 1 }, audit: [] });
  await expect(at.store.runs.update(bad.id, change)).rejects.toThrow(/cannot be read/);
  expect((await at.store.runs.update(good.id, change)).attempts).toBe(1);
});

test('one wait that cannot be read leaves the others of its place', async () => {
  const { store, redis, prefix } = opened();
  await store.watches.add('r-good', 'image', wait);
  await redis.hset(`${prefix}waits:${place.account} ${place.region}`, 'r-bad image', '{"watch":');
  expect((await store.watches.all(place.account, place.region)).map(({ runId }) => runId)).toEqual(['r-good']);
  expect(problems).toEqual([`waits:${place.account} ${place.region}`]);
});

test('what was read of AWS Config, seen of places and went wrong in rounds is told without what cannot be read', async () => {
  const { store, redis, prefix } = opened();
  await store.violations.cover({ place, at: 1, instances: 1, launchers: 1, unjudged: 0 });
  const [held] = await store.rounds.take(['one'], 1, 1000);
  if (held) await store.rounds.end(held, 1, 'no way in');
  for (const [hash, field] of [
    ['violations:coverage', 'bad'],
    ['rounds:troubles', 'bad'],
    ['config:views', 'bad'],
  ] as const)
    await redis.hset(`${prefix}${hash}`, field, '{"at":');
  expect(await store.violations.coverage()).toHaveLength(1);
  expect((await store.violations.glance(['production'])).coverage).toHaveLength(1);
  expect((await store.rounds.troubles()).map(({ round }) => round)).toEqual(['one']);
  expect(await store.configViews.all()).toEqual([]);
  expect(problems).toHaveLength(4);
  // A round that went wrong again says so over what cannot be read.
  await redis.hset(`${prefix}rounds:troubles`, 'one', '[]');
  const [next] = await store.rounds.take(['one'], 1, 1000);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const [later] = next ? [next] : await store.rounds.take(['one'], 1, 1000);
  if (later) expect(await store.rounds.end(later, 1, 'still none')).toBe(true);
  expect(await store.rounds.troubles()).toMatchObject([{ why: 'still none' }]);
});

test('messages that cannot be read hold no other back', async () => {
  const at = opened();
  const { store, redis, prefix } = at;
  const { run } = await store.runs.create('a', (now) => ({
    run: sampleRun(now),
    audit: [],
    notices: [notice('bad'), notice('good')],
  }));
  await redis.hset(`${prefix}out:notices`, 'bad', '{"key":"bad"');
  await redis.set(`${prefix}out:item:n good`, 'x');
  await redis.hset(`${prefix}out:troubles`, 'n bad', 'x', `c ${run.id}`, '{"given":true,"why":[1]}');
  const taken = await store.outbox.take(10, 1000);
  expect(taken).toMatchObject([{ kind: 'card' }, { kind: 'notice', notice: { key: 'good' }, tries: 1 }]);
  expect(await store.outbox.unshown()).toEqual([]);
  expect(await store.outbox.failures(run.id)).toEqual([]);
  for (const item of taken) await store.outbox.later(item, 1, 'not today');
  expect(await store.outbox.unshown()).toHaveLength(2);
  await redis.del(`${prefix}posted:${run.id}`);
  await redis.rpush(`${prefix}posted:${run.id}`, 'x');
  await expect(store.outbox.posted(run.id)).rejects.toThrow(/cannot be read/);
  expect(await redis.hget(`${prefix}out:notices`, 'bad')).toBe('{"key":"bad"');
});

test('a violation whose line in a message cannot be read is left alone, and its place is written', async () => {
  const { store, redis, prefix } = opened();
  const version = await store.violations.write(place, '0', [violation(1), violation(2)], []);
  await redis.hset(`${prefix}violation:v-1`, 't', 'b-1 first');
  const { violations } = await store.violations.openAt(place);
  expect(violations.map(({ id }) => id)).toEqual(['v-2']);
  await redis.hset(`${prefix}violations:versions`, `${place.account} ${place.region}`, 'x');
  expect((await store.violations.openAt(place)).version).toBe('0');
  expect(await store.violations.write(place, version ?? '', violations, [])).toBeUndefined();
  expect(await store.violations.write(place, '0', violations, [])).toBe('1');
});
