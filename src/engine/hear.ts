import { setTimeout as delay } from 'node:timers/promises';
import { ZodError } from 'zod';
import type { Place } from '../core/aws.ts';
import type { QueuedEvent } from '../core/aws-inventory.ts';
import { UserError } from '../core/outcome.ts';
import type { Patrol, Sight } from '../core/patrol.ts';
import { gathered } from './gathered.ts';
import { isBusy } from './is-busy.ts';
import type { Nudges } from './nudges.ts';
import type { EngineParts, EngineTiming, Heeded } from './parts.ts';
import { patrolContext, roundOf, usualMsOf } from './patrols.ts';

/** A round that events call for is made at most so often: a thousand of them are no thousand looks at a whole place. */
const wakeGapMs = 10_000;
/** One that AWS refuses is tried once more when an event comes, so that people see why; then it has its own pace. */
const refusedGapMs = 60_000;
/** AWS's clock and ours differ a little. */
const clocksMs = 60_000;
/** Whatever AWS does not show so long after it told of it is not there. */
const believeMissingMs = 3 * 60_000;
/** Pauses between looks for something AWS does not show yet; all of them together fit into the time a message is hidden. */
const looksForMissing = 5;

const nameOf = ({ account, region }: Place): string => `${account} ${region}`;

/** The most telling first. */
const inOrder: readonly Heeded[] = ['later', 'refused', 'looked', 'woken', 'nothing'];

/**
 * Does what an event calls for. It only says where to look: what is done about it comes from a fresh look at AWS, so events
 * may be double, late and in any order.
 */
export function makeHear(parts: EngineParts, timing: EngineTiming, nudges: Nudges, signal: AbortSignal) {
  const { settings, store, catalogue, log, polling } = parts;
  const patrols = [...catalogue.patrols.values()].filter(({ hears }) => hears);
  const places = new Set(
    settings.accounts.flatMap(({ id, regions }) => regions.map((region) => nameOf({ account: id, region }))),
  );
  /** One look at a time for each patrol and place: two at once would only be in each other's way. */
  const glances = new Map<string, (ids: readonly string[]) => Promise<readonly string[]>>();

  function glanceOf(lookAt: NonNullable<Patrol['lookAt']>, patrol: Patrol, place: Place) {
    const round = roundOf(patrol, place);
    const glance =
      glances.get(round) ?? gathered(async (ids) => lookAt(place, ids, await patrolContext(parts, patrol, signal)));
    glances.set(round, glance);
    return glance;
  }

  /** Runs that wait for what an event is about hear of it at once. */
  async function tellWaits({ place, resources }: QueuedEvent): Promise<Heeded> {
    const names = new Set(resources.flatMap((arn) => [arn, arn.split('/').at(-1) ?? arn]));
    const waits = await store.watches.all(place.account, place.region);
    if (!waits.some(({ wait }) => names.has(wait.target))) return 'nothing';
    await nudges.poll(place);
    return 'woken';
  }

  async function attend(patrol: Patrol, { place, only, isAlive }: Sight, ageMs: number): Promise<Heeded> {
    const round = roundOf(patrol, place);
    if (!only || !patrol.lookAt) {
      await store.rounds.wake([round], wakeGapMs);
      return 'woken';
    }
    const glance = glanceOf(patrol.lookAt, patrol, place);
    let left = only;
    for (let looks = 0; looks < looksForMissing; looks += 1) {
      if (looks > 0) await delay(timing.missingMs * 2 ** (looks - 1), undefined, { signal });
      const unclear = new Set(await glance(left));
      left = left.filter((id) => unclear.has(id));
      if (!isAlive || left.length === 0 || ageMs > believeMissingMs) return 'looked';
    }
    log.info({ ...place, patrol: patrol.name, ids: left }, 'AWS does not show yet what an event told of');
    return 'later';
  }

  /** Why it could not be looked at decides whether looking again helps. */
  async function outcomeOf(error: unknown, event: QueuedEvent, round: string): Promise<Heeded> {
    const said = { event: event.id, type: event.detailType, ...event.place, round };
    if (signal.aborted || isBusy(error)) return 'later';
    if (error instanceof UserError) {
      log.warn({ ...said, code: error.code, why: error.message }, 'what an event called for was refused');
      await store.rounds.wake([round], refusedGapMs);
      return 'refused';
    }
    log.error({ ...said, err: error }, 'an event could not be dealt with through a mistake of ours');
    return 'later';
  }

  function sightsOf(event: QueuedEvent, ageMs: number): readonly { patrol: Patrol; sight: Sight }[] {
    return (
      patrols
        // A round of it has begun since, or is due by now.
        .filter((patrol) => ageMs <= usualMsOf(patrol, settings, polling) + clocksMs)
        .flatMap((patrol) => (patrol.hears?.(event, settings) ?? []).map((sight) => ({ patrol, sight })))
    );
  }

  /** @param now by the clock of Redis */
  return async function hear(event: QueuedEvent, now: number): Promise<Heeded> {
    const said = { event: event.id, type: event.detailType, ...event.place };
    if (!places.has(nameOf(event.place))) {
      log.info(said, 'an event of an account or Region that is not configured');
      return 'unknown_place';
    }
    const ageMs = now - Date.parse(event.at);
    let sights: ReturnType<typeof sightsOf>;
    try {
      sights = sightsOf(event, ageMs);
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      log.warn({ ...said, why: error.issues[0]?.message }, 'an event is not as AWS writes it');
      return 'strange';
    }
    const outcomes = await Promise.all([
      tellWaits(event).catch((error: unknown) => outcomeOf(error, event, '')),
      ...sights.map(({ patrol, sight }) =>
        attend(patrol, sight, ageMs).catch((error: unknown) => outcomeOf(error, event, roundOf(patrol, sight.place))),
      ),
    ]);
    return inOrder.find((one) => outcomes.includes(one)) ?? 'nothing';
  };
}
