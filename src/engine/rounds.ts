import { UserError } from '../core/outcome.ts';
import type { HeldRound } from '../core/rounds.ts';
import { isBusy } from './is-busy.ts';
import type { EngineParts, EngineTiming } from './parts.ts';

/** Rounds made at the same time by one process. */
const atOnce = 4;
/** While AWS is busy the pauses double, up to so many times the usual one. */
const mostTimes = 16;

/** Something that comes round again and again, made by one process at a time. */
export interface Round {
  /** Under which one process holds it: `builds 111122223333 eu-west-1`. */
  readonly name: string;
  /** For the log. */
  readonly said: object;
  /** From the end of one to the next, in milliseconds. */
  readonly usualMs: number;
  /** @returns why it could not be made as it should, for people; undefined when all went well */
  make(signal: AbortSignal): Promise<string | undefined>;
}

/** In no order: whoever comes late in a list must not come last every time. */
const shuffled = (names: readonly string[]): readonly string[] =>
  names
    .map((name) => ({ name, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);

/** Makes all rounds, again and again. Any number of processes do it; each round is made by one of them at a time. */
export function startRounds(
  { store, log }: EngineParts,
  timing: EngineTiming,
  all: readonly Round[],
): { stop(): Promise<void> } {
  const rounds = new Map(all.map((round) => [round.name, round]));
  const end = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Refusals of a busy AWS in a row, as this process saw them. */
  const refusals = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function make(held: HeldRound): Promise<void> {
    const round = rounds.get(held.round);
    if (!round) return;
    const { said, usualMs } = round;
    let pause = usualMs;
    let trouble: string | undefined;
    const mostMs = timing.patrolMs * 0.8;
    const late = AbortSignal.timeout(mostMs);
    try {
      trouble = await round.make(AbortSignal.any([end.signal, late]));
      refusals.delete(held.round);
    } catch (error) {
      if (end.signal.aborted) pause = 0;
      else if (isBusy(error)) {
        const refused = (refusals.get(held.round) ?? 0) + 1;
        refusals.set(held.round, refused);
        pause = usualMs * Math.min(mostTimes, 2 ** refused);
        // Passing trouble is nobody's business; lasting trouble is.
        trouble = refused > 3 ? `AWS is too busy to be asked: ${error.message}` : undefined;
      } else if (late.aborted) {
        trouble = `AWS answers too slowly: not done within ${Math.round(mostMs / 1000)} seconds.`;
        log.warn({ ...said, mostMs }, 'a round took too long and was given up');
      } else if (error instanceof UserError) {
        trouble = error.message;
        log.warn({ ...said, code: error.code, why: trouble }, 'a round was refused');
      } else {
        trouble = 'Something went wrong in Assay itself; the log says what.';
        log.error({ ...said, err: error }, 'a round failed through a mistake of ours');
      }
    }
    if (!(await store.rounds.end(held, pause * (0.9 + Math.random() * 0.2), trouble)))
      log.warn(said, 'a round took so long that another worker has begun the next');
  }

  async function tick(): Promise<void> {
    const free = atOnce - underWay.size;
    if (free <= 0) return;
    for (const held of await store.rounds.take(shuffled([...rounds.keys()]), free, timing.patrolMs)) {
      const going = make(held)
        .catch((error: unknown) => log.error({ round: held.round, err: error }, 'a round could not be ended'))
        .finally(() => {
          underWay.delete(going);
          soon();
        });
      underWay.add(going);
    }
  }

  let going: Promise<void> = Promise.resolve();
  let isLooking = false;
  const loop = (): void => {
    clearTimeout(timer);
    isLooking = true;
    going = tick()
      .catch((error: unknown) => log.error({ err: error }, 'looking for due rounds failed'))
      .then(() => {
        isLooking = false;
        if (!end.signal.aborted) timer = setTimeout(loop, timing.tickMs * (0.8 + Math.random() * 0.4));
      });
  };
  /** With hundreds of rounds due, the next begins when one has ended and not a second later. */
  const soon = (): void => {
    if (!isLooking && !end.signal.aborted) loop();
  };
  if (rounds.size > 0) loop();
  return {
    stop: async () => {
      end.abort();
      clearTimeout(timer);
      await going;
      await Promise.allSettled(underWay);
    },
  };
}
