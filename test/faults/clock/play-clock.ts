import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';
import { textOf } from '../../../sandbox/story/stage.ts';
import { loggedIn } from '../../store/whole-log.ts';
import { type Act, onlooker } from '../support/act.ts';
import { nameAll } from '../support/count-acts.ts';
import { type Disturbance, doomedBy } from '../support/disturbance.ts';
import { difference, linesOf } from '../support/flat.ts';
import type { Lane } from '../support/lane.ts';
import { makePlay } from '../support/make-play.ts';
import { masked } from '../support/masked.ts';
import { atRest, idsIn } from '../support/play-run.ts';
import { quietWorld } from '../support/quiet-world.ts';
import { troublesFromNow } from '../support/troubles.ts';
import { watchActs } from '../support/watch-acts.ts';
import { isWrite, nameOf } from '../support/write-of.ts';
import { type Clock, makeClock } from './clock.ts';
import type { ClockCase } from './clock-case.ts';

/** What came of it, as everybody sees it. */
export interface ClockPlayed {
  readonly effects: readonly string[];
  /** Every message of a channel or thread that is new or says something else now. */
  readonly shown: readonly string[];
  /** What the audit log says, in no order: several processes write at once. */
  readonly logged: readonly string[];
  readonly troubles: readonly string[];
  readonly points: readonly Disturbance[];
  readonly seen: number;
  readonly wasKilled: boolean;
}

/** Every message that is shown, with its moment: which it is, where it stands and what it says. */
const shownIn = (clock: Clock): readonly string[] =>
  clock
    .messages()
    .map((message) => `${message.ts} ${message.channel}${message.threadTs ? ' thread' : ''}: ${textOf(message)}`);

/** Taking an event off its queue is a write here. */
const isTold = (call: SeenCall): boolean => isWrite(call) || call.action.startsWith('DeleteMessage');

/** Whoever takes a step over does not know whether it had called AWS; what AWS holds then is compared by itself. */
const kindOf = (action: string): string => (action === 'aws' ? 'step' : action);

const begun = new WeakSet<Lane>();

/** Plays what nobody asked for, to its end; somebody is killed at the point said. */
export async function playClock(lane: Lane, one: ClockCase, disturbance?: Disturbance): Promise<ClockPlayed> {
  const { sandbox, store } = lane;
  if (!begun.has(lane)) {
    // What its processes began when they started is over before the first play.
    begun.add(lane);
    await makeClock(lane).settled();
    await makeClock(lane).quiet();
  }
  await lane.reset(one.world ?? quietWorld, one.paceMs ?? 600, disturbance && doomedBy(disturbance));
  const seed = idsIn(lane.held());
  const play = makePlay(lane, () => {});
  const clock = makeClock(lane);
  await clock.settled();
  const before = (await one.before?.(play, clock)) ?? '';
  await clock.quiet();
  const troubles = troublesFromNow(lane);
  const held = lane.held();
  // The day is summed up some time while all comes round first.
  const shownBefore = new Set(shownIn(clock));
  const loggedBefore = (await loggedIn(store.audit, 1, 10_000)).length;
  let wasKilled = false;
  const acts = watchActs(nameAll(), disturbance, async (process) => {
    wasKilled = true;
    await lane.kill(process);
    // What it held is handed out to others in a minute or two: that is waited for by the clock of the lane.
    await clock.pass();
  });
  lane.watch(acts);
  const called = new WeakMap<SeenCall, Act>();
  sandbox.aws.intercept({
    async before(call) {
      if (!isTold(call)) return 'go';
      const process = lane.processOf(call);
      const role = process.startsWith('bot') ? 'bot' : 'worker';
      const act: Act = { kind: 'aws', role, process, name: nameOf(call), words: [] };
      called.set(call, act);
      return acts.before(act);
    },
    async after(call) {
      const act = called.get(call);
      return act ? acts.after(act, '') : 'go';
    },
  });
  await one.start(play, clock, before);
  await clock.quiet();
  if (one.after) {
    lane.watch(onlooker);
    sandbox.aws.intercept();
    await lane.complete();
    await one.after(play, before);
    await clock.quiet();
  }
  const now = await atRest(lane);
  const mask = (text: string): string => masked(text, (id) => seed.has(id)).replace(/\bb-[a-z0-9]{10}\b/g, 'b-*');
  const logged = (await loggedIn(store.audit, 1, 10_000)).slice(loggedBefore);
  return {
    effects: linesOf(difference(held, now), mask),
    shown: shownIn(clock)
      .filter((message) => !shownBefore.has(message))
      .map((message) => mask(message.slice(message.indexOf(' ') + 1)))
      .toSorted(),
    logged: logged
      .map(({ action, outcome, about }) => mask(`${kindOf(action)} ${outcome} ${about.join(' ')}`))
      .toSorted(),
    troubles: await troubles(),
    points: acts.points,
    seen: acts.seen(),
    wasKilled,
  };
}
