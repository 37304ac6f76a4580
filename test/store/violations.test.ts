import { expect, test } from 'vitest';
import type { Bulletin, Violation } from '../../src/core/violation.ts';
import { withRedis } from './open-store.ts';

const { open } = withRedis();
const place = { account: '444455556666', region: 'eu-west-1' };
const violation = (number: number, more: Partial<Violation> = {}): Violation => ({
  id: `v-${number}`,
  place,
  environment: 'production',
  subject: { kind: 'instance', id: `i-${number}` },
  image: { id: 'ami-1' },
  finding: { kind: 'not_approved', severity: 'medium', sentence: 'nobody approved it' },
  firstSeenAt: 1000 + number,
  ...more,
});
const bulletin = (id: string, totals: readonly number[]): Bulletin => ({
  id,
  channel: 'C1',
  environment: 'production',
  at: 5000,
  groups: totals.map((total) => ({
    place,
    image: { id: 'ami-1' },
    finding: violation(1).finding,
    total,
    subjects: [],
    owners: [],
  })),
});
const over = (one: Violation, how: 'approved' | 'gone' = 'approved'): Violation => ({
  ...one,
  ended: { at: 9000, how },
});

test('of two who decided on the same state only one writes', async () => {
  const { store } = open();
  const { version, violations } = await store.violations.openAt(place);
  expect(violations).toEqual([]);
  const answers = await Promise.all([
    store.violations.write(place, version, [violation(1)], []),
    store.violations.write(place, version, [violation(2)], []),
  ]);
  expect(answers.filter((next) => next !== undefined)).toHaveLength(1);
  expect((await store.violations.openAt(place)).violations).toHaveLength(1);
});

test('what is told is told once, and the message counts what becomes of it', async () => {
  const { store } = open();
  const [one, two, three, silent] = [violation(1), violation(2), violation(3), violation(4, { exemption: 'x-1' })];
  let version = await store.violations.write(place, '0', [one, two, three, silent], []);
  expect((await store.violations.untold(10)).map(({ id }) => id)).toEqual(['v-1', 'v-2', 'v-3']);

  // One ends before anybody was told of it.
  version = await store.violations.write(place, version ?? '', [over(three)], []);
  await store.violations.tell(bulletin('b-aaaaaaaaaa', [2, 1]), [['v-1', 'v-3'], ['v-2']], []);
  // Another process made its own message of the same.
  await store.violations.tell(bulletin('b-bbbbbbbbbb', [2]), [['v-1', 'v-2']], []);
  expect(await store.violations.untold(10)).toEqual([]);
  expect(await store.violations.bulletin('b-bbbbbbbbbb')).toBeUndefined();
  expect(await store.violations.bulletin('b-aaaaaaaaaa')).toMatchObject({ open: [1, 1], ended: [{}, {}] });

  const [item] = await store.outbox.take(10, 1000);
  expect(item).toMatchObject({ kind: 'card', runId: 'b-aaaaaaaaaa', version: 1 });
  if (item) await store.outbox.done(item);

  version = await store.violations.write(place, version ?? '', [over(two, 'gone')], []);
  expect(await store.violations.bulletin('b-aaaaaaaaaa')).toMatchObject({ open: [1, 0], ended: [{}, { gone: 1 }] });
  expect(await store.outbox.take(10, 1000)).toEqual([expect.objectContaining({ runId: 'b-aaaaaaaaaa', version: 2 })]);
  expect((await store.violations.openBulletins(10)).map((state) => state.bulletin.id)).toEqual(['b-aaaaaaaaaa']);

  await store.violations.write(place, version ?? '', [over(one)], []);
  expect(await store.violations.openBulletins(10)).toEqual([]);
  expect(await store.violations.list({ limit: 10 })).toEqual([silent]);
  const history = await store.violations.list({ limit: 10, endedSince: 8000 });
  expect(history.map(({ id, ended }) => `${id} ${ended?.how ?? 'open'}`).sort()).toEqual([
    'v-1 approved',
    'v-2 gone',
    'v-3 approved',
    'v-4 open',
  ]);
  expect(await store.violations.get('v-2')).toMatchObject({ told: { bulletin: 'b-aaaaaaaaaa', group: 1 } });
});

test('the same thing seen again later is another violation', async () => {
  const { store } = open();
  let version = await store.violations.write(place, '0', [violation(1)], []);
  version = await store.violations.write(
    place,
    version ?? '',
    [over(violation(1)), violation(9, { subject: violation(1).subject })],
    [],
  );
  expect((await store.violations.openAt(place)).violations.map(({ id }) => id)).toEqual(['v-9']);
});

test('what was seen of a place is what the last whole look saw', async () => {
  const { store } = open();
  const coverage = { place, at: 1, instances: 3, launchers: 1, unjudged: 0 };
  await store.violations.cover(coverage);
  await store.violations.cover({ ...coverage, at: 2, unjudged: 1, why: 'AWS is busy' });
  expect(await store.violations.coverage()).toEqual([{ ...coverage, at: 2, unjudged: 1, why: 'AWS is busy' }]);
});

test('counts at a glance follow every change, and what is exempted counts by itself', async () => {
  const { store } = open();
  const bad = violation(1, { finding: { kind: 'revoked', severity: 'high', sentence: 'taken away' } });
  const counts = async () => (await store.violations.glance(['staging', 'production'])).open;
  let version = await store.violations.write(place, '0', [bad, violation(2), violation(3)], []);
  expect((await counts()).get('production')).toEqual({ high: 1, medium: 2, low: 0, exempted: 0 });
  expect((await counts()).get('staging')).toEqual({ high: 0, medium: 0, low: 0, exempted: 0 });
  version = await store.violations.write(place, version ?? '', [violation(2, { exemption: 'x-1' }), over(bad)], []);
  expect((await counts()).get('production')).toEqual({ high: 0, medium: 1, low: 0, exempted: 1 });
  version = await store.violations.write(place, version ?? '', [violation(2), over(violation(3)), over(bad)], []);
  expect((await counts()).get('production')).toEqual({ high: 0, medium: 1, low: 0, exempted: 0 });
  await store.violations.cover({ place, at: 7, instances: 3, launchers: 1, unjudged: 0 });
  expect((await store.violations.glance([])).coverage).toEqual([
    { place, at: 7, instances: 3, launchers: 1, unjudged: 0 },
  ]);
});

test('history reads each once, also those that end while it is read', async () => {
  const { store } = open();
  const all = Array.from({ length: 1200 }, (_, number) => violation(number));
  let version: string | undefined = '0';
  for (let first = 0; first < all.length; first += 300)
    version = await store.violations.write(place, version ?? '', all.slice(first, first + 300), []);
  const seen: string[] = [];
  for await (const page of store.violations.history({ endedSince: 0 })) {
    seen.push(...page.map(({ id }) => id));
    const some = all.slice(0, 200).map((one) => over(one));
    if (seen.length <= 500) version = await store.violations.write(place, version ?? '', some, []);
  }
  expect(seen).toHaveLength(1200);
  expect(new Set(seen).size).toBe(1200);
});
