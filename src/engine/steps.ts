import type { Json } from '../core/json.ts';
import type { Run } from '../core/run.ts';
import { Interruption } from './interruption.ts';
import type { Decide } from './lease.ts';
import { inGoodOrder } from './settle.ts';
import { awsIds } from './stored-value.ts';

/** Nothing new is begun for a run that somebody cancels, except taking back. */
export function unlessCancelled(run: Run): void {
  if (run.cancelAsked && !run.closing) throw new Interruption('cancelled');
}

/** Steps of `release` stand apart from those of `run`, and are forgotten when the run has ended. */
const closingPrefix = 'closing/';

/** Under which name a step stands in the record. */
export const stepKey = (run: Run, key: string): string => (run.closing ? `${closingPrefix}${key}` : key);

export const isOfRelease = (key: string): boolean => key.startsWith(closingPrefix);

/** Finished steps and their results, as `undo` reads them. */
export const finishedSteps = (run: Run): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(run.steps)
      .filter(([key, step]) => step.state === 'done' && !isOfRelease(key))
      .map(([key, step]) => [key, (step.result ?? null) as Json]),
  );

/** Forgets finished steps: a retry does them anew. */
export const forgetSteps =
  (keys: readonly string[]): Decide =>
  (run) => {
    const kept = Object.entries(run.steps).filter(([key]) => !keys.includes(key));
    if (kept.length === Object.keys(run.steps).length) return undefined;
    return { run: { ...run, steps: Object.fromEntries(kept) }, audit: [], card: false };
  };

/** Writes down that a step is about to reach AWS. A step that has begun before stays as it is. */
export const beginStep =
  (key: string): Decide =>
  (run, now) => {
    if (run.steps[key]?.state === 'done') return undefined;
    unlessCancelled(run);
    if (run.steps[key]) return undefined;
    return { run: { ...run, steps: { ...run.steps, [key]: { state: 'intent', at: now } } }, audit: [], card: false };
  };

/** The calls an audit line names. A crash between AWS's answer and our write loses their names, never the step. */
export const namedCalls = (calls: readonly string[], resumed: boolean): readonly string[] =>
  calls.length === 0 && resumed ? ['made before this worker took over'] : calls;

/**
 * Writes down what came of a step, with its audit line, and that the run gets on.
 * @param calls what was changed on AWS meanwhile; a step without any only looked
 */
export const endStep =
  (key: string, result: Run['result'], calls: readonly string[]): Decide =>
  (run, now) => {
    const ids = awsIds(result);
    const about = [...new Set([...run.about, ...ids])];
    const step = { state: 'done' as const, at: now, ...(result === undefined ? {} : { result }) };
    return {
      run: { ...inGoodOrder(run), about, steps: { ...run.steps, [key]: step } },
      audit: [
        {
          action: calls.length > 0 ? 'aws' : 'step',
          actor: run.requester.userId,
          runId: run.id,
          about,
          outcome: 'done',
          details: {
            step: key,
            ...(ids.length > 0 ? { ids: [...ids] } : {}),
            ...(calls.length > 0 ? { calls: [...calls] } : {}),
          },
        },
      ],
    };
  };
