import { expect, test } from 'vitest';
import { record } from '../../src/compliance/record.ts';
import type { Look, Seen } from '../../src/compliance/settle.ts';
import { BusyError } from '../../src/core/outcome.ts';
import type { Violations } from '../../src/core/violations.ts';
import { withRedis } from '../store/open-store.ts';

const { open } = withRedis();
const place = { account: '111122223333', region: 'eu-west-1' };
const look: Look = { place, environment: 'production', covered: 'everything', left: 'gone', at: 1000 };
const at = (...ids: readonly string[]): Look => ({ ...look, covered: new Set(ids) });
const bad = (id: string): Seen => ({
  subject: { kind: 'instance', id },
  image: { id: 'ami-1' },
  outcome: { kind: 'violation', finding: { kind: 'not_approved', severity: 'medium', sentence: 'nobody approved it' } },
});

function guarded() {
  const { violations } = open().store;
  const names = async (): Promise<string[]> =>
    (await violations.openAt(place)).violations.map(({ subject }) => subject.id).sort();
  return { violations, names };
}

test('what a look at one thing wrote while a sweep was under way stands, and the rest of the sweep is written', async () => {
  const { violations, names } = guarded();
  await record(await violations.openAt(place), [bad('i-stays'), bad('i-goes')], look, violations);
  const before = await violations.openAt(place);
  // Meanwhile one is gone and another has started; the sweep saw the place as it was before.
  await record(before, [], at('i-goes'), violations);
  await record(await violations.openAt(place), [bad('i-new')], at('i-new'), violations);
  const begun = await record(before, [bad('i-stays'), bad('i-goes'), bad('i-other')], look, violations);
  expect(begun).toBe(1);
  expect(await names()).toEqual(['i-new', 'i-other', 'i-stays']);
});

test('one that has to give way between two of its writes goes on with the rest', async () => {
  const { violations, names } = guarded();
  const many = Array.from({ length: 500 }, (_, index) => bad(`i-${String(index).padStart(3, '0')}`));
  let writes = 0;
  const disturbed: Violations = {
    ...violations,
    async write(...call) {
      writes += 1;
      if (writes === 2) await record(await violations.openAt(place), [bad('i-new')], at('i-new'), violations);
      return violations.write(...call);
    },
  };
  expect(await record(await violations.openAt(place), many, look, disturbed)).toBe(500);
  expect(await names()).toHaveLength(501);
  expect(await violations.list({ limit: 1000, endedSince: 0 })).toHaveLength(501);
});

test('one that never comes through is busy: it is made again', async () => {
  const { violations } = guarded();
  const never: Violations = { ...violations, write: async () => undefined };
  await expect(record(await violations.openAt(place), [bad('i-1')], look, never)).rejects.toBeInstanceOf(BusyError);
});
