import { afterAll, describe, expect, it } from 'vitest';
import { lineOf, noneYet } from './slack/figures.ts';
import { again, outOfOrder, takenThenCut, twice } from './slack/incoming.ts';
import { outage, slackClock } from './slack/outage.ts';
import { type Hits, methods, outgoing, type Refusal, refusals } from './slack/outgoing.ts';
import { type Closing, closed, closings, openAgain } from './slack/places.ts';
import { compareShown } from './slack/shown.ts';
import { bothGone, goneForSeconds, oneGone, refreshed } from './slack/sockets.ts';
import { playStory, type Told, type Trouble } from './slack/story.ts';
import { startLane } from './support/lane.ts';
import { quietWorld } from './support/quiet-world.ts';
import { sample } from './support/sample.ts';

const clock = slackClock();
const lane = await startLane({ sweepEvery: '5s', slackNow: clock.now, world: quietWorld });
const sum = noneYet();
const called = new Set<string>();
afterAll(async () => {
  expect([...called].filter((method) => !(methods as readonly string[]).includes(method))).toEqual([]);
  console.log(lineOf('Slack', sum));
  await lane.stop();
});

const { slack } = lane.sandbox;
async function play(trouble: Trouble): Promise<Told> {
  const before = slack.calls.length;
  try {
    return await playStory(lane, trouble);
  } finally {
    slack.faults.clear();
    slack.carryBy();
    openAgain(lane);
    for (const { method } of slack.calls.slice(before)) called.add(method);
  }
}

const calm = await play({ name: 'undisturbed', at: () => undefined });

async function disturbed(trouble: Trouble, hits: Hits): Promise<void> {
  const began = Date.now();
  sum.plays += 1;
  try {
    const told = await play(trouble);
    const shown = compareShown(calm.shown, told.shown, trouble.place ?? 'same place');
    sum.lost += shown.lost.length;
    sum.twice += shown.twice.length;
    sum.stale += shown.stale.length;
    sum.untrue += told.untrue.length;
    sum.duplicates += told.duplicates;
    const troubles = told.troubles.filter((line) => !trouble.causes?.test(line));
    expect({ ...shown, untrue: told.untrue, troubles, duplicates: told.duplicates }).toEqual({
      lost: [],
      twice: [],
      stale: [],
      untrue: [],
      troubles: [],
      duplicates: 0,
    });
    expect(told.effects).toEqual(calm.effects);
    expect(hits.count).toBeGreaterThan(0);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('lost:')) sum.lost += 1;
    await lane.clear();
    throw error;
  } finally {
    sum.hits += hits.count;
    sum.tookMs += Date.now() - began;
  }
}

type Make = (hits: Hits) => Trouble;
const all = Object.keys(refusals) as Refusal[];
const storm: Refusal = '429 with Retry-After';
const makes: readonly (readonly [string, readonly Make[]])[] = [
  [
    'what Slack does to every call',
    all.map(
      (refusal): Make =>
        (hits) =>
          outgoing(refusal, 1, hits),
    ),
  ],
  [
    'what Slack does to one method, three times each',
    methods.flatMap((only) =>
      [storm, 'HTTP 503', 'taken, and the answer lost'].map(
        (refusal): Make =>
          (hits) =>
            outgoing(refusal as Refusal, 3, hits, only),
      ),
    ),
  ],
  ['what comes in', [twice, again, outOfOrder, takenThenCut]],
  ['an outage', [(hits) => outage('HTTP 503', clock, hits), (hits) => outage('429 with Retry-After', clock, hits)]],
  ['the sockets', [refreshed, oneGone, bothGone, goneForSeconds]],
];

const kinds = Object.keys(closings) as Closing[];

it('the story shows the same when it is told again', async () => {
  expect(calm.troubles).toEqual([]);
  expect(calm.untrue).toEqual([]);
  expect(calm.shown).toHaveLength(11);
});

/** An outage takes most of a minute: a sample of one leaves it out. */
const played = Number(process.env['FAULTS_SAMPLE'] || 9) < 2 ? makes.filter(([name]) => name !== 'an outage') : makes;

describe.each(played)('%s', (_, group) => {
  it.each(sample(group).map((make) => [make({ count: 0 }).name, make] as const))('%s', async (_name, make) => {
    const hits = { count: 0 };
    await disturbed(make(hits), hits);
  });
});

describe('the place of a card is closed', () => {
  const points = kinds.flatMap((what) => (['waiting', 'running'] as const).map((when) => ({ what, when })));
  it.each(sample(points))('$what while its run is $when', async ({ what, when }) => {
    const hits = { count: 0 };
    const said: string[] = [];
    await disturbed(closed(what, when, hits, said), hits);
    expect(said).toEqual([expect.stringMatching(closings[what])]);
  });
});
