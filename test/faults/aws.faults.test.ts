import { afterAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox/aws/server/faults.ts';
import { kinds, nothingStruck, notVisible, ruleFor } from './aws/disturb.ts';
import { add, lineOf, noneYet } from './aws/figures.ts';
import { type Outcome, play, verdictOf } from './aws/play.ts';
import { allCases } from './support/all-cases.ts';
import type { FaultCase } from './support/fault-case.ts';
import { startLanes } from './support/lanes.ts';
import { sample } from './support/sample.ts';

const cases = await allCases();

const most = Number(process.env['FAULTS_SAMPLE'] || Number.POSITIVE_INFINITY);
/** A sample takes few cases, each with other troubles. */
const first = ['create with a reboot', 'create without a reboot', 'promote'];
const chosen =
  most < cases.length
    ? [...cases.filter(({ name }) => first.includes(name)), ...sample(cases, 3 * (most - 1))].slice(0, 3 * most)
    : cases;
const troubles = (index: number) => (most < cases.length ? [kinds[index % kinds.length] ?? 'HTTP 503'] : kinds);

const lanes = await startLanes();
const sum = noneYet();
afterAll(async () => {
  console.log(lineOf(sum));
  await lanes.stop();
});

const calmly = new Map<string, Promise<Outcome>>();
const calmOf = (one: FaultCase): Promise<Outcome> => {
  const known = calmly.get(one.name) ?? lanes.use((lane) => play(lane, one));
  calmly.set(one.name, known);
  return known;
};

async function disturbed(
  one: FaultCase,
  lagMs: number | undefined,
  ruleOf: (struck: ReturnType<typeof nothingStruck>) => (isKnown: (id: string) => boolean) => FaultRule,
): Promise<void> {
  const calm = await calmOf(one);
  expect(calm.toldWrongly).toEqual([]);
  const struck = nothingStruck();
  sum.runs += 1;
  try {
    await lanes.use(async (lane) => {
      try {
        const outcome = await play(lane, one, ruleOf(struck), lagMs, struck);
        sum.tookMs += outcome.tookMs;
        const verdict = verdictOf(calm, outcome);
        sum.lost += verdict.lost.length;
        sum.repeated += verdict.repeated.length;
        sum.wrong += verdict.wrong.length;
        sum.duplicates += verdict.duplicates;
        expect(verdict).toEqual({ lost: [], repeated: [], halfDone: [], wrong: [], duplicates: 0 });
        one.end?.(outcome.played.ending);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('lost:')) sum.lost += 1;
        await lane.clear();
        throw error;
      }
    });
  } finally {
    add(sum, struck);
  }
}

describe.each(chosen.map((one, index) => ({ name: one.name, one, index })))('$name', ({ one, index }) => {
  it.concurrent.each(troubles(index))('%s', { timeout: 480_000 }, async (kind) => {
    await disturbed(
      one,
      kind === 'not found for three seconds' ? 3000 : undefined,
      (struck) => (isKnown) => ruleFor(kind, struck, isKnown),
    );
  });
});

it.skipIf(most < cases.length).each(['create with a reboot', 'copy to another Region'])(
  '%s: what was made is not found for a minute',
  async (name) => {
    const one = cases.find((each) => each.name === name);
    if (!one) throw new Error(`no case ${name}`);
    await disturbed(one, 60_000, (struck) => (isKnown) => notVisible(struck, 60_000, isKnown));
  },
  480_000,
);
