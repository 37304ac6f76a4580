import { setTimeout as pause } from 'node:timers/promises';
import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import { countActs } from './count-acts.ts';
import { type Disturbance, doomedBy } from './disturbance.ts';
import type { Ending, FaultCase, Play } from './fault-case.ts';
import { difference, type Leaf, linesOf } from './flat.ts';
import type { Lane } from './lane.ts';
import { makePlay } from './make-play.ts';
import { awsId, masked, uuid } from './masked.ts';
import { quietWorld } from './quiet-world.ts';
import { troublesFromNow } from './troubles.ts';
import { phantoms, unnamed } from './unnamed.ts';
import { watchActs } from './watch-acts.ts';
import { countWrites, isWrite } from './write-of.ts';

/** A run that was played to its end, and everything that is compared. */
export interface Played {
  readonly ending: Ending;
  /** Of the run and of its children, each once. */
  readonly jobs: readonly string[];
  /** To AWS. */
  readonly writes: readonly string[];
  /** Moments at which processes could be killed at Redis and Slack, each kind of place once. */
  readonly points: readonly Disturbance[];
  /** How often a process stood at one of these. */
  readonly seen: number;
  /** What AWS holds now and did not before, and the other way round; masked. */
  readonly effects: readonly string[];
  readonly card: string;
  readonly thread: readonly string[];
  /** What must be so after every run: empty when it is. */
  readonly troubles: readonly string[];
  /** Whether somebody was killed. */
  readonly wasKilled: boolean;
  /** Milliseconds from the kill to the next call for AWS. */
  readonly pauseMs?: number;
}

export interface Scene {
  readonly play: Play;
  readonly runId: string;
  /** The end as it is now, compared with the moment before the run was asked for. */
  look(): Promise<Played>;
  /** Ends a refusal. */
  lift(): void;
}

const refusal = ({ service, action, principal }: SeenCall) => ({
  code: service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDeniedException',
  message: `User: ${principal} is not authorized to perform: ${service}:${action} with an explicit deny in a service control policy`,
});

/** Which write this is of how many of its kind: "… #3" → 3. */
const split = (write: string): [string, number] => {
  const [kind = '', number = ''] = write.split(' #');
  return [kind, Number(number)];
};

/** What AWS holds once no machine is on its way to another state: a run need not wait for what AWS finishes by itself. */
export async function atRest(lane: Lane): Promise<ReturnType<Lane['held']>> {
  for (const end = Date.now() + 20_000; ; await pause(50)) {
    const held = lane.held();
    if (!held.some(({ path }) => path.at(-2) === 'transition') || Date.now() > end) return held;
  }
}

/** Plays a case up to the end of its run, disturbed as said. */
export async function playRun(lane: Lane, one: FaultCase, disturbance?: Disturbance): Promise<Scene> {
  const { sandbox, store, redis } = lane;
  await lane.reset(one.world ?? quietWorld, one.paceMs ?? 600, disturbance && doomedBy(disturbance));
  const seed = idsIn(lane.held());
  const told: string[] = [];
  const play = makePlay(lane, (line) => told.push(line), one.patienceMs);
  const before = (await one.before?.(play)) ?? '';
  const troubles = troublesFromNow(lane);
  const held = lane.held();
  const isHeld = idsIn(held);
  const writes: string[] = [];
  const number = countWrites();
  let killedAt: number | undefined;
  let pauseMs: number | undefined;
  let lifted = false;

  const kill = async (process: string): Promise<void> => {
    killedAt = Date.now();
    await lane.kill(process);
  };
  const acts = watchActs(countActs(one.plays), disturbance, kill);
  lane.watch(acts);
  let tellRunId: (runId: string) => void = () => {};
  const runIdKnown = new Promise<string>((resolve) => {
    tellRunId = resolve;
  });
  let cancelled = false;
  const numbers = new WeakMap<SeenCall, string>();
  sandbox.aws.intercept({
    async before(call) {
      if (killedAt !== undefined && call.principal.includes('/r-')) pauseMs ??= Date.now() - killedAt;
      if (!isWrite(call)) return 'go';
      const write = number(call);
      numbers.set(call, write);
      writes.push(write);
      if (disturbance?.kind !== 'aws') return 'go';
      if (disturbance.moment === 'refused') {
        const [[kind, from], [name, now]] = [split(disturbance.write), split(write)];
        return !lifted && kind === name && now >= from ? refusal(call) : 'go';
      }
      if (write !== disturbance.write || killedAt !== undefined) return 'go';
      if (disturbance.moment === 'killed before') {
        await kill(lane.processOf(call));
        return 'cut';
      }
      if (disturbance.moment === 'cancelled at' && !cancelled) {
        cancelled = true;
        await play.click(await runIdKnown, 'cancel');
      }
      return 'go';
    },
    async after(call) {
      const isIt = disturbance?.moment === 'killed after' && numbers.get(call) === disturbance.write;
      if (!isIt || killedAt !== undefined) return 'go';
      await kill(lane.processOf(call));
      return 'cut';
    },
  });

  const runId = typeof one.start === 'string' ? await play.ask(one.start) : await one.start(play, before);

  tellRunId(runId);

  async function look(): Promise<Played> {
    const ending = await play.ended(runId);
    const children = await store.runs.children(runId);
    const others = (ending.run.state === 'done' && (await one.besides?.(play, before))) || [];
    const cards = [ending, ...others].map(({ card }) => card).join('\n');
    const now = await atRest(lane);
    const mask = (text: string): string => masked(text, (id) => seed.has(id));
    const shares = await redis.keys(`${keyPrefix.replace(/[{}]/g, '?')}quotas:of:*`);
    return {
      ending,
      jobs: [...new Set([ending.run, ...children].map(({ job }) => job))].toSorted(),
      writes,
      points: acts.points,
      seen: acts.seen(),
      wasKilled: killedAt !== undefined,
      effects: linesOf(difference(held, now), mask),
      card: mask(ending.card),
      thread: ending.thread.map(mask),
      troubles: [
        ...unnamed(held, now, cards, aliasesOf(now)).map((what) => `not named: ${what}`),
        ...phantoms(now, cards, (id) => isHeld.has(id)).map((id) => `named, but not in AWS: ${id}`),
        ...shares.map((key) => `still holds shares: ${key}`),
        ...(await troubles()),
      ],
      ...(pauseMs === undefined ? {} : { pauseMs }),
    };
  }
  return {
    play,
    runId,
    look,
    lift: () => {
      lifted = true;
    },
  };
}

export const idsIn = (held: readonly Leaf[]): ReadonlySet<string> => {
  const all = JSON.stringify(held);
  return new Set([...(all.match(awsId) ?? []), ...(all.match(uuid) ?? [])]);
};

const aliasesOf = (held: readonly Leaf[]): ReadonlyMap<string, string> =>
  new Map(
    held.flatMap(({ path, value }) =>
      path[0] === 'accounts' && path[2] === 'alias' ? [[path[1] ?? '', value.replace(/"/g, '')] as const] : [],
    ),
  );
