import { ACCOUNTS, defaultWorld } from '../../../sandbox/aws/default-world.ts';
import { channels, textOf } from '../../../sandbox/story/stage.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import type { Play } from '../support/fault-case.ts';
import { quietWorld } from '../support/quiet-world.ts';
import type { Clock } from './clock.ts';
import type { ClockCase } from './clock-case.ts';

/** Nobody has approved it. */
const handmade = 'ami-0d1b2c3d4e5f6d001';
const sweep = [`compliance ${ACCOUNTS.prod} eu-west-1`];
const image = 'ami-0a1b2c3d4e5f6a006';
const hour = 3_600_000;
const long = 30 * 24 * hour;

const launch = ({ lane }: Clock): string =>
  lane.sandbox.aws.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', {
    imageId: handmade,
    tags: { Name: 'night-fix', team: 'shop' },
  });

/** Messages of the channel for alerts that say this, in their own place or in a thread. */
const told = (clock: Clock, where: 'message' | 'thread', fits: RegExp): number =>
  clock
    .messages()
    .filter(({ channel }) => channel === channels.alerts)
    .filter(({ threadTs, ts }) => (threadTs !== undefined && threadTs !== ts) === (where === 'thread'))
    .filter((one) => fits.test(textOf(one))).length;

/** No event tells of it; a sweep finds it, and the channel is told. */
async function swept(clock: Clock): Promise<string> {
  clock.lane.sandbox.aws.hands.loseEvents(2);
  const id = launch(clock);
  const { store } = clock.lane;
  const isOpen = async () => (await store.violations.list({ about: id, limit: 1 })).length > 0;
  await clock.round(sweep, 'the sweep sees it', isOpen);
  await clock.round(['chore tell'], 'the channel is told', () => told(clock, 'message', new RegExp(id)) > 0);
  return id;
}

const schedule =
  '/ami schedule nightly i-0a1b2c3d4e5f60007 --region eu-west-1 --account build --cron "0 3 1 1 *" --no-reboot --keep-count 1';

/** The moment of the schedule has come. */
async function comes({ lane: { store } }: Clock): Promise<void> {
  await store.schedules.change('nightly', (found, now) =>
    found ? { schedule: { ...found, next: now }, audit: [] } : undefined,
  );
}

/** One moment of a request that waits is now; it was made an hour ago, so that the next reminder is an hour away. */
async function momentOf({ lane: { store } }: Clock, runId: string, which: 'remindAt' | 'expiresAt'): Promise<void> {
  await store.runs.update(runId, (run, now) =>
    run.approval
      ? {
          run: { ...run, requestedAt: now - hour, approval: { ...run.approval, [which]: now } },
          audit: [],
          card: false,
          due: now,
        }
      : undefined,
  );
}

/** With its pipelines, and nothing that is not approved. */
const pipelinesWorld = {
  ...quietWorld,
  accounts: quietWorld.accounts.map((account, index) =>
    account.id === ACCOUNTS.prod ? account : (defaultWorld.accounts[index] ?? account),
  ),
};

/** The run of this job that the clock has started. */
async function clockRun(play: Play, clock: Clock, job: string): Promise<string> {
  const runs = () => play.runs((run) => run.job === job);
  await clock.until(`a run of ${job} began`, async () => (await runs()).length > 0);
  return (await runs())[0]?.id ?? '';
}

export const clockCases: readonly ClockCase[] = [
  {
    name: 'events tell of an instance that nobody approved, and that it is gone',
    sampled: true,
    async start(_, clock) {
      const id = launch(clock);
      await clock.until('the channel is told', () => told(clock, 'message', new RegExp(id)) > 0);
      clock.lane.sandbox.aws.hands.terminateInstance(id);
      await clock.until('it is told to be gone', () => told(clock, 'message', /1 gone|Resolved/) > 0);
    },
  },
  {
    name: 'a sweep finds what no event told of',
    async start(_, clock) {
      await swept(clock);
    },
  },
  {
    name: 'people are reminded of what is still open',
    before: (_, clock) => swept(clock),
    async start(_, clock) {
      const { redis, store } = clock.lane;
      const [state] = await store.violations.openBulletins(1);
      const { id = '', at = 0 } = state?.bulletin ?? {};
      await redis.hset(`${keyPrefix}bulletin:${id}`, 'r', at - long);
      await clock.round(['chore remind'], 'it is said in its thread', () => told(clock, 'thread', /still/i) > 0);
    },
  },
  {
    name: 'an exemption runs out, and what it silenced is told again',
    async before(play, clock) {
      const id = await swept(clock);
      const runId = await play.ask(`/ami exempt ${id} --for 7d --reason "until 4.2 is out"`);
      await play.approve(runId, 'ada', 'ben');
      await play.ended(runId);
      const isSilent = () => told(clock, 'message', /Exempted until/) > 0;
      await clock.round(['chore exemptions'], 'it is silent', isSilent);
      return runId;
    },
    async start(_, clock, runId) {
      const { store } = clock.lane;
      await store.exemptions.change(runId, (found, now) =>
        found ? { exemption: { ...found, until: now }, audit: [] } : undefined,
      );
      const isOver = async () => (await store.exemptions.get(runId))?.ended !== undefined;
      await clock.round(['chore exemptions'], 'the exemption is over', isOver);
      const isTold = () => told(clock, 'message', /night-fix/) > 1;
      await clock.round(['chore exemptions', 'chore tell'], 'it is told again', isTold);
    },
  },
  {
    name: 'a day is summed up',
    before: (_, clock) => swept(clock),
    async start(_, clock) {
      const { redis } = clock.lane;
      // Today has none, also of the plays before: it would be found in the channel.
      const { slack } = clock.lane.sandbox;
      for (const one of slack.messages())
        if (/ today: /.test(textOf(one)) && !one.deleted) slack.deleteMessage(one.channel, one.ts);
      const said = await redis.keys(`${keyPrefix}notice:digest:*`);
      await redis.del(`${keyPrefix}digests`, ...said);
      const count = clock.messages().length;
      await clock.round(['chore digest'], 'it is summed up', () => clock.messages().length > count);
    },
  },
  {
    name: 'a schedule comes to its moment',
    async before(play) {
      await play.ended(await play.ask(schedule));
      return '';
    },
    async start(play, clock) {
      await comes(clock);
      await play.ended(await clockRun(play, clock, 'backup'));
    },
  },
  {
    name: 'a schedule comes to its moment while its last run is under way, and says so',
    paceMs: 600_000,
    async before(play, clock) {
      await play.ended(await play.ask(schedule));
      await comes(clock);
      const runId = await clockRun(play, clock, 'backup');
      await play.cardOf(runId, /%/);
      return runId;
    },
    async start(_, clock) {
      await comes(clock);
      const isSaid = () => clock.messages().some((one) => /was skipped once/.test(textOf(one)));
      await clock.until('that it was skipped', isSaid);
    },
    async after(play, runId) {
      await play.click(runId, 'cancel');
      await play.ended(runId);
    },
  },
  {
    name: 'a request is reminded of, and expires',
    sampled: true,
    before: (play) => play.ask(`/ami promote ${image} --reason "tested on staging"`),
    async start(play, clock, runId) {
      const says = (fits: RegExp) => () => clock.messages().some((one) => fits.test(textOf(one)));
      await momentOf(clock, runId, 'remindAt');
      await clock.until('people are reminded', says(/Still waiting for approval/));
      await momentOf(clock, runId, 'expiresAt');
      await clock.until('it is said to have expired', says(/approved in time/));
      await play.ended(runId);
    },
  },
  {
    name: 'a build that nobody asked for is followed to its end',
    world: pipelinesWorld,
    async start(play, clock) {
      clock.lane.sandbox.aws.hands.startScheduledBuild('golden-base');
      await play.ended(await clockRun(play, clock, 'build'));
    },
  },
];
