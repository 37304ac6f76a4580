import { person } from '../core/message.ts';
import { nobody } from '../core/people.ts';
import { isFinal, type Progress, type Run, type Wait } from '../core/run.ts';
import type { Notice } from '../core/store.ts';
import type { Observation } from '../core/watch.ts';
import type { Decide } from './lease.ts';

const shown = ({ phase, percent }: Observation): Progress => (percent === undefined ? { phase } : { phase, percent });
const samePercent = (a: number | undefined, b: number | undefined): boolean =>
  Math.floor(a ?? -1) === Math.floor(b ?? -1);

/** Somebody has to act: who asked for the run is called, or else whoever reads its channel. */
function callFor(run: Run, { key, message }: NonNullable<Observation['call']>): Notice {
  const { userId } = run.requester;
  const asked = userId === nobody.userId ? undefined : person(userId);
  return {
    key: `${run.id}:call:${key}`,
    runId: run.id,
    to: asked ? { kind: 'thread' } : { kind: 'channel', channel: run.channel },
    message: { ...message, lines: [...(asked ? [asked] : []), ...(message.lines ?? [])] },
    urgent: true,
  };
}

/** The wait, while somebody still stands at it. */
export const openWait = (run: Run, key: string): Wait | undefined => {
  const wait = run.waits[key];
  return wait && !wait.seen && !isFinal(run.state) ? wait : undefined;
};

/** Brings what a look showed into the run: progress for people, or the end of the wait for the job. */
export const observe =
  (key: string, observation: Observation): Decide =>
  (run, now) => {
    const wait = openWait(run, key);
    if (!wait) return undefined;
    const { deniedSince, ...rest } = wait;
    const progress = shown(observation);
    if (observation.state !== 'pending')
      return {
        run: { ...run, progress, waits: { ...run.waits, [key]: { ...rest, seen: observation as Wait['seen'] } } },
        audit: [],
        due: now,
      };
    const same = run.progress?.phase === progress.phase && samePercent(run.progress.percent, progress.percent);
    if (same && deniedSince === undefined) return undefined;
    return {
      run: { ...run, progress, waits: { ...run.waits, [key]: rest } },
      audit: [],
      ...(observation.call ? { notices: [callFor(run, observation.call)] } : {}),
    };
  };

/** AWS would not say. Told on the card; after a while it is the answer. */
export const denied =
  (key: string, why: string, deniedMs: number): Decide =>
  (run, now) => {
    const wait = openWait(run, key);
    if (!wait) return undefined;
    const since = wait.deniedSince ?? now;
    if (now - since >= deniedMs)
      return observe(key, { state: 'failed', phase: 'could not be watched', reason: why })(run, now);
    const phase = `cannot look: ${why}`;
    if (wait.deniedSince !== undefined && run.progress?.phase === phase) return undefined;
    const progress = { ...run.progress, phase };
    return { run: { ...run, progress, waits: { ...run.waits, [key]: { ...wait, deniedSince: since } } }, audit: [] };
  };
