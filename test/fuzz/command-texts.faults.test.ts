import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from '../commands/support.ts';
import { ask } from './support/ask.ts';
import { type Front, openFront } from './support/front.ts';
import { nearMisses, strange } from './support/lines.ts';
import { longest, seed, times } from './support/seed.ts';
import { makeTally } from './support/tally.ts';

const examples = [...catalogue.commands.values()].flatMap((command) => command.examples);
const tally = makeTally();
let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(async () => {
  await front?.close();
  console.log(`fuzz, command texts: ${tally.total()} (seed ${seed})\n${tally.lines()}`);
});

async function tryAll(kind: string, lines: fc.Arbitrary<string>, count: number): Promise<void> {
  const wrong: object[] = [];
  for (const line of fc.sample(lines, { seed, numRuns: count })) {
    const heard = await ask(front, line);
    tally.count(kind, heard.kind);
    if (heard.complaints.length > 0) wrong.push({ line, ...heard });
  }
  expect(wrong.slice(0, 5)).toEqual([]);
}

it('answers lines near to real ones', longest, async () => {
  await tryAll('near a real line', nearMisses(examples), times(1500));
  // Else it is only the parser that is shown.
  expect(tally.of('near a real line', 'accepted')).toBeGreaterThan(times(10));
});

it('answers whatever else is typed', longest, () =>
  tryAll('anything', strange([...catalogue.commands.keys()]), times(2500)),
);

it('has not stumbled: Slack took everything, nothing was logged as a mistake', () => {
  expect(front.slack.problems).toEqual([]);
  expect(front.slack.unknownCalls).toEqual([]);
  expect(front.log.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});
