import { expect, test } from 'vitest';
import type { Exemption } from '../../src/core/exemption.ts';
import { withRedis } from './open-store.ts';

const { open } = withRedis();
const place = { account: '444455556666', region: 'eu-west-1' };
const exemption = (number: number, more: Partial<Exemption> = {}): Exemption => ({
  id: `r-${number}`,
  place,
  environment: 'production',
  subject: { kind: 'instance', id: `i-${number}` },
  image: { id: 'ami-1' },
  severity: 'medium',
  reason: 'the vendor ships the next one in December',
  requester: 'U0ANNA',
  approvers: ['U0BEN', 'U0CARL'],
  from: 1000 + number,
  until: Date.now() + 60_000,
  ...more,
});
const granted = (one: Exemption) => () => ({
  exemption: one,
  audit: [{ action: 'exemption', actor: 'U0ANNA', about: ['ami-1'], outcome: 'recorded' as const, details: {} }],
});
const over = (one: Exemption): Exemption => ({ ...one, ended: { at: 5000, how: 'taken_back', by: 'U0BEN' } });

test('is stored once with its audit line, and stays readable when it is over', async () => {
  const { store } = open();
  await store.exemptions.change('r-1', granted(exemption(1)));
  await store.exemptions.change('r-2', granted(exemption(2, { environment: 'staging' })));
  expect(await store.audit.about('ami-1')).toHaveLength(2);
  const first = await store.exemptions.get('r-1');
  if (!first) throw new Error('not stored');

  expect((await store.exemptions.at(place)).map(({ id }) => id).sort()).toEqual(['r-1', 'r-2']);
  expect(await store.exemptions.at({ ...place, region: 'us-east-1' })).toEqual([]);
  await store.exemptions.change('r-1', granted(over(first)));
  expect((await store.exemptions.at(place)).map(({ id }) => id)).toEqual(['r-2']);
  const ids = async (query: Parameters<typeof store.exemptions.list>[0]) =>
    (await store.exemptions.list(query)).map(({ id }) => id);
  expect(await ids({ limit: 10 })).toEqual(['r-2']);
  expect(await ids({ limit: 10, endedSince: 5000 })).toEqual(['r-1', 'r-2']);
  expect(await ids({ limit: 10, endedSince: 5001 })).toEqual(['r-2']);
  expect(await ids({ limit: 10, endedSince: 0, environment: 'production' })).toEqual(['r-1']);
  expect(await ids({ limit: 1, endedSince: 0 })).toEqual(['r-1']);
  expect(await ids({ limit: 10, endedSince: 0, account: '1' })).toEqual([]);
});

test('of many who write one at once each decides on what the one before has written', async () => {
  const { store } = open();
  const first = exemption(1);
  await store.exemptions.change('r-1', granted(first));
  await Promise.all(
    Array.from({ length: 8 }, () =>
      store.exemptions.change('r-1', (found) =>
        found ? { exemption: { ...found, until: found.until + 1 }, audit: [] } : undefined,
      ),
    ),
  );
  expect((await store.exemptions.get('r-1'))?.until).toBeGreaterThanOrEqual(first.until + 8);
});

test('is due when it begins, when it runs out, and when somebody changed it while it was settled', async () => {
  const { store } = open();
  const ids = async () => (await store.exemptions.due(10)).map(({ id }) => id);
  await store.exemptions.change('r-1', granted(exemption(1)));
  await store.exemptions.change('r-2', granted(exemption(2, { until: Date.now() + 300 })));
  const [one, two] = await store.exemptions.due(10);
  if (!one || !two) throw new Error('not due');
  await store.exemptions.settled(two);
  await store.exemptions.change('r-1', granted(over(one)));
  await store.exemptions.settled(one);
  expect(await ids()).toEqual(['r-1']);
  await store.exemptions.settled(over(one));
  await expect.poll(ids).toEqual(['r-2']);
});
