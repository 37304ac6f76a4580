import { orderRun } from '../approvals/order-run.ts';
import type { Place } from '../core/aws.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import type { Patrol, PatrolRun } from '../core/patrol.ts';
import { nobody } from '../core/people.ts';
import type { HeldRound } from '../core/rounds.ts';
import type { EngineParts, EngineTiming } from './parts.ts';

/** Looks made at the same time by one process. */
const atOnce = 4;
/** While AWS is busy the pauses double, up to so many times the usual one. */
const mostTimes = 16;

interface Round {
  readonly patrol: Patrol;
  readonly place: Place;
}

const isBusy = (error: unknown): boolean =>
  error instanceof BusyError || (error instanceof UserError && error.code === 'aws_busy');

/** Every patrol at every place, by the name under which one process holds it. */
function roundsOf({ catalogue, settings }: EngineParts): ReadonlyMap<string, Round> {
  const rounds = new Map<string, Round>();
  for (const patrol of catalogue.patrols.values())
    for (const account of settings.accounts)
      for (const region of account.regions)
        rounds.set(`${patrol.name} ${account.id} ${region}`, { patrol, place: { account: account.id, region } });
  return rounds;
}

/** In no order: whoever comes late in a list must not come last every time. */
const shuffled = (names: readonly string[]): readonly string[] =>
  names
    .map((name) => ({ name, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);

/**
 * Makes the rounds of all patrols, and starts the runs they ask for, each once for ever. Any number of processes do it;
 * each place is looked at by one of them at a time.
 * @param wake nudges a run
 */
export function startPatrols(
  parts: EngineParts,
  timing: EngineTiming,
  wake: (runId: string) => Promise<void>,
): { stop(): Promise<void> } {
  const { store, log } = parts;
  const rounds = roundsOf(parts);
  const end = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Refusals of a busy AWS in a row, as this process saw them. */
  const refusals = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function order(patrol: Patrol, wanted: PatrolRun): Promise<void> {
    const job = parts.catalogue.jobs.get(wanted.job);
    if (!job) throw new Error(`patrol ${patrol.name} asks for the job "${wanted.job}", which there is not`);
    const requester = wanted.requester === undefined ? nobody : { userId: wanted.requester, teamId: '' };
    const { run, created } = await orderRun(store.runs, parts.settings, {
      requestKey: `patrol:${wanted.requestKey}`,
      job,
      plan: wanted.plan,
      channel: wanted.channel,
      requester,
      cause: `patrol ${patrol.name}`,
    });
    if (!created) return;
    log.info({ run: run.id, patrol: patrol.name, job: job.name }, 'a patrol started a run');
    await wake(run.id);
  }

  /** @returns why the round could not be made, for people; undefined when all went well */
  async function look({ patrol, place }: Round): Promise<string | undefined> {
    const signal = AbortSignal.any([end.signal, AbortSignal.timeout(timing.patrolMs * 0.8)]);
    const aws = parts.aws.reader({ reference: patrol.name, userId: nobody.userId }, { patience: 'job', signal });
    const now = new Date(await store.clock());
    const wanted = await patrol.look(place, { aws, settings: parts.settings, now });
    let why: string | undefined;
    // One that cannot be stored takes no other down.
    for (const one of wanted)
      await order(patrol, one).catch((error: unknown) => {
        why = 'What was seen could not be made a run; the log says why.';
        log.error({ ...place, patrol: patrol.name, requestKey: one.requestKey, err: error }, 'a run was not started');
      });
    return why;
  }

  async function make(held: HeldRound): Promise<void> {
    const round = rounds.get(held.round);
    if (!round) return;
    const { patrol, place } = round;
    const said = { ...place, patrol: patrol.name };
    // Whoever has Assay look more often at what it waits for wants to hear of news as soon.
    const usual = Math.min(patrol.everyMs, parts.polling.maxMs);
    let pause = usual;
    let trouble: string | undefined;
    try {
      trouble = await look(round);
      refusals.delete(held.round);
    } catch (error) {
      if (end.signal.aborted) pause = 0;
      else if (isBusy(error)) {
        const refused = (refusals.get(held.round) ?? 0) + 1;
        refusals.set(held.round, refused);
        pause = usual * Math.min(mostTimes, 2 ** refused);
        // Passing trouble is nobody's business; lasting trouble is.
        trouble = refused > 3 ? 'AWS is too busy to be asked.' : undefined;
      } else if (error instanceof UserError) {
        trouble = error.message;
        log.warn({ ...said, code: error.code, why: trouble }, 'a patrol was refused');
      } else {
        trouble = 'Something went wrong in Assay itself; the log says what.';
        log.error({ ...said, err: error }, 'a patrol failed through a mistake of ours');
      }
    }
    if (!(await store.rounds.end(held, pause * (0.9 + Math.random() * 0.2), trouble)))
      log.warn(said, 'a look took so long that another worker has begun the next');
  }

  async function tick(): Promise<void> {
    const free = atOnce - underWay.size;
    if (free <= 0) return;
    for (const held of await store.rounds.take(shuffled([...rounds.keys()]), free, timing.patrolMs)) {
      const going = make(held)
        .catch((error: unknown) => log.error({ round: held.round, err: error }, 'a round could not be ended'))
        .finally(() => underWay.delete(going));
      underWay.add(going);
    }
  }

  let going: Promise<void> = Promise.resolve();
  const loop = (): void => {
    going = tick()
      .catch((error: unknown) => log.error({ err: error }, 'looking for due rounds failed'))
      .then(() => {
        if (!end.signal.aborted) timer = setTimeout(loop, timing.tickMs * (0.8 + Math.random() * 0.4));
      });
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
