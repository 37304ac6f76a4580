import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import { cast } from '../../sandbox/story/stage.ts';
import { ask, everybody } from './support/ask.ts';
import { openFront } from './support/front.ts';
import { liveBlocks, liveMessage, mark } from './support/live.ts';
import { poisoned } from './support/poison.ts';
import { longest, seed, times } from './support/seed.ts';
import { makeTally } from './support/tally.ts';

const tally = makeTally();
afterAll(() => console.log(`fuzz, names and tags in AWS: ${tally.total()} (seed ${seed})\n${tally.lines()}`));

const images = (id: string): readonly string[] => [
  `show ${id}`,
  `verify ${id}`,
  `promote ${id} --reason "please"`,
  `launch ${id} --name canary`,
  `share ${id} prod`,
  `copy ${id} us-east-1`,
  `retire ${id} --reason "old"`,
  `revoke ${id} --reason "bad"`,
];
const instances = (id: string): readonly string[] => [
  `create ${id}`,
  `create ${id} --name web-${id.slice(-4)}`,
  `schedule s-${id.slice(-4)} ${id} --cron "0 3 * * *"`,
];
const everywhere = [
  'find',
  'find web',
  'find --tag team',
  'find --from all --owner 111122223333',
  'builds',
  'runs',
  'compliance',
  'status r-aaaaaaaaaa',
  'schedules',
  `find ${mark}`,
];

it('leaves nothing of what somebody wrote into AWS alive', longest, async () => {
  const wrong: object[] = [];
  for (const world of fc.sample(poisoned(defaultWorld), { seed, numRuns: times(2) })) {
    const front = await openFront(world);
    const places = world.accounts.flatMap(({ regions }) => Object.values(regions));
    const lines = [
      ...everywhere.map((line) => ['search', line] as const),
      ...places.flatMap((place) =>
        (place.images ?? []).flatMap(({ id }) => images(id).map((line) => ['image', line] as const)),
      ),
      ...places.flatMap((place) =>
        (place.instances ?? []).flatMap(({ id }) => instances(id).map((line) => ['instance', line] as const)),
      ),
    ];
    try {
      for (const [kind, line] of lines) {
        const heard = await ask(front, line);
        tally.count(kind, heard.words.includes(mark) ? 'with strange words' : 'without');
        if (heard.complaints.length > 0) wrong.push({ line, ...heard });
      }
      for (const user of Object.values(cast).slice(0, 4)) {
        await front.slack.hands.openHome({ user });
        const home = await front.slack.awaitView(user, ({ type }) => type === 'home');
        tally.count('home', JSON.stringify(home.blocks).includes(mark) ? 'with strange words' : 'without');
        const complaints = liveBlocks(home.blocks, everybody);
        if (complaints.length > 0) wrong.push({ user, complaints });
      }
      const cards = front.slack.messages();
      for (const card of cards) {
        const complaints = liveMessage(card, everybody);
        tally.count('card', JSON.stringify(card.blocks ?? []).includes(mark) ? 'with strange words' : 'without');
        if (complaints.length > 0) wrong.push({ card: card.text, complaints });
      }
      expect(front.slack.problems).toEqual([]);
      expect(front.log.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
    } finally {
      await front.close();
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(tally.of('image', 'with strange words')).toBeGreaterThan(times(50));
  expect(tally.of('card', 'with strange words')).toBeGreaterThan(times(5));
});
