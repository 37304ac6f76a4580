import type { Run } from '../core/run.ts';
import { Interruption } from './interruption.ts';
import type { Decide } from './lease.ts';
import { inGoodOrder } from './settle.ts';
import { awsIds } from './stored-value.ts';

/** Nothing new is begun for a run that somebody cancels. */
export function unlessCancelled(run: Run): void {
  if (run.cancelAsked) throw new Interruption('cancelled');
}

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
