import type { Place } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { Wait } from '../core/run.ts';
import type { Observation, WatchKind } from '../core/watch.ts';
import { isBusy } from './is-busy.ts';
import type { Decide } from './lease.ts';
import { denied, observe, openWait } from './observe.ts';
import type { EngineParts, EngineTiming } from './parts.ts';

interface Entry {
  readonly runId: string;
  readonly key: string;
  readonly wait: Wait;
}

/** Records loaded at the same time; a place may have a thousand waits. */
const batch = 20;
/** A wait is looked at 20 times as often as it is old: after 100 s every 5 s, after 20 min every minute. */
const looksPerAge = 20;

/** One entry per thing: many runs may wait for the same. */
function targetsOf(entries: readonly Entry[]): readonly { id: string; since: Date }[] {
  const since = new Map<string, number>();
  for (const { wait } of entries) since.set(wait.target, Math.min(wait.since, since.get(wait.target) ?? wait.since));
  return [...since].map(([id, at]) => ({ id, since: new Date(at) }));
}

/** After a while this is how the run ends: who reads it must know what to do. */
const whyAndWayOut = ({ message, hint }: UserError): string => [message, hint].filter(Boolean).join(' ');

/** @param wake nudges a run whose wait came to an end */
export function makePoller(parts: EngineParts, timing: EngineTiming, wake: (runId: string) => Promise<void>) {
  const { store, catalogue, log, polling } = parts;
  /** Refusals in a row per place, by this process: two processes learn it each for themselves. */
  const refusals = new Map<string, number>();

  async function bring({ runId, key, wait }: Entry, decide: Decide, now: number): Promise<void> {
    let run = await store.runs.get(runId);
    // Most looks change nothing; those cost one read.
    if (run && decide(run, now)) run = await store.runs.update(runId, decide);
    if (run && openWait(run, key)) return;
    // In this order: the record first, then the nudge, and only then it is forgotten. A crash repeats a nudge, no more.
    if (run?.waits[key]?.seen) await wake(runId);
    await store.watches.remove(wait.account, wait.region, runId, key);
  }

  async function bringAll(entries: readonly Entry[], decide: (entry: Entry) => Decide): Promise<void> {
    const now = await store.clock();
    for (let first = 0; first < entries.length; first += batch)
      await Promise.all(
        entries.slice(first, first + batch).map((entry) =>
          bring(entry, decide(entry), now).catch((error: unknown) => {
            log.error(
              { run: entry.runId, wait: entry.key, err: error },
              'what was seen could not be brought to its run',
            );
          }),
        ),
      );
  }

  /** @returns false when AWS was busy */
  async function look(kind: WatchKind, place: Place, entries: readonly Entry[]): Promise<boolean> {
    let seen: ReadonlyMap<string, Observation>;
    try {
      const aws = parts.aws.reader({ reference: 'watch', userId: 'assay' });
      seen = await kind.look(targetsOf(entries), place, aws, new Date(await store.clock()));
    } catch (error) {
      if (isBusy(error)) return false;
      const why = error instanceof UserError ? whyAndWayOut(error) : 'Assay could not ask AWS.';
      if (!(error instanceof UserError)) log.error({ ...place, watch: kind.name, err: error }, 'a look at AWS failed');
      await bringAll(entries, ({ key }) => denied(key, why, timing.deniedMs));
      return true;
    }
    await bringAll(entries, ({ key, wait }) => {
      const observation = seen.get(wait.target);
      return observation ? observe(key, observation) : () => undefined;
    });
    return true;
  }

  function pauseFor(name: string, entries: readonly Entry[], now: number, answered: boolean): number {
    const youngest = Math.min(...entries.map(({ wait }) => now - wait.since));
    const calm = Math.min(polling.maxMs, Math.max(polling.minMs, youngest / looksPerAge));
    if (answered) refusals.delete(name);
    else refusals.set(name, (refusals.get(name) ?? 0) + 1);
    const refused = refusals.get(name) ?? 0;
    const pause = refused === 0 ? calm : Math.min(timing.busyMostMs, calm * 2 ** refused);
    return pause * (0.9 + Math.random() * 0.2);
  }

  /** Looks once at everything that is waited for in a place, tells the runs, and says when to look again. */
  return async function poll(place: Place): Promise<void> {
    const { account, region } = place;
    const entries = await store.watches.all(account, region);
    let answered = true;
    for (const name of new Set(entries.map(({ wait }) => wait.watch))) {
      const ofKind = entries.filter(({ wait }) => wait.watch === name);
      const kind = catalogue.watches.get(name);
      if (kind) answered = (await look(kind, place, ofKind)) && answered;
      else log.warn({ watch: name, account, region }, 'no such watch in this version, left alone');
    }
    const pause = entries.length === 0 ? 0 : pauseFor(`${account} ${region}`, entries, await store.clock(), answered);
    await store.watches.schedule(account, region, pause);
  };
}
