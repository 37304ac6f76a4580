import type { Wait } from '../core/run.ts';
import type { Observation, WatchRequest } from '../core/watch.ts';
import { type Decide, withoutLease } from './lease.ts';

/** One wait per thing and run, however often the job comes by. */
export const waitKey = ({ watch, place, target }: WatchRequest): string =>
  `${watch}:${place.account}:${place.region}:${target}`;

/** The end of a wait, once there is one. */
export const observed = (wait: Wait | undefined): Observation | undefined =>
  wait?.seen && wait.seen.state !== 'pending' ? (wait.seen as Observation) : undefined;

/** Writes down what the run begins to wait for, if it does not wait for it already. */
export const beginWait =
  ({ watch, place, target }: WatchRequest): Decide =>
  (run, now) => {
    const key = waitKey({ watch, place, target });
    if (run.waits[key]) return undefined;
    const wait = { watch, account: place.account, region: place.region, target, since: now };
    return { run: { ...run, waits: { ...run.waits, [key]: wait } }, audit: [], card: false };
  };

/** Lets go of a run until its last child has ended. */
export const parkForChildren =
  (parkMs: number): Decide =>
  (run, now) => {
    const { mistakes: _mistakes, ...rest } = withoutLease(run);
    // A wish to cancel is looked at now, not when the children have ended by themselves.
    const due = run.cancelAsked && !run.closing ? now : now + parkMs;
    return { run: { ...rest, attempts: 0, starts: 0 }, audit: [], card: false, due, awaitsChildren: true };
  };

/** Lays a run to rest; the same write frees its subject for others. */
export const layToRest =
  (until: number, soFar: string | undefined): Decide =>
  (run, now) => {
    const { mistakes: _mistakes, progress: _progress, ...rest } = withoutLease(run);
    const due = run.cancelAsked ? now : until;
    const progress = soFar === undefined ? {} : { progress: { phase: soFar } };
    return { run: { ...rest, ...progress, attempts: 0, starts: 0, asleepUntil: until }, audit: [], due };
  };

/** Lets go of a run until something comes; what came while this was decided makes it due at once. */
export const parkAt =
  (keys: ReadonlySet<string>, parkMs: number): Decide =>
  (run, now) => {
    const { mistakes: _mistakes, ...rest } = withoutLease(run);
    const awake = run.cancelAsked !== undefined || [...keys].some((key) => observed(run.waits[key]));
    return { run: { ...rest, attempts: 0, starts: 0 }, audit: [], card: false, due: awake ? now : now + parkMs };
  };
