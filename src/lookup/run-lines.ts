import { code, type Line, person, time } from '../core/message.ts';
import type { Run } from '../core/run.ts';

/** One word and sign per state; the signs are those of the cards. */
export const stateWords: Readonly<Record<Run['state'], string>> = {
  waiting: '⏳ waits for approval',
  queued: '🕓 queued',
  running: '🔄 running',
  done: '✅ done',
  failed: '⛔ failed',
  cancelled: '⚪ cancelled',
  rejected: '⛔ rejected',
  withdrawn: '⚪ withdrawn',
  expired: '⌛ expired',
  stale: '⚠️ out of date',
};

/** How far a running one is: "taking snapshots, 40 %". */
export function progressWords(run: Run): string | undefined {
  if (!run.progress || run.state !== 'running') return undefined;
  return run.progress.percent === undefined
    ? run.progress.phase
    : `${run.progress.phase}, ${Math.floor(run.progress.percent)} %`;
}

/** A run in one line of a list. */
export function runLine(run: Run): Line {
  const progress = progressWords(run);
  return [
    code(run.id),
    ` ${stateWords[run.state]} · ${run.job} `,
    ...run.about.slice(0, 2).flatMap((id) => [code(id), ' ']),
    ...(progress ? [`(${progress}) `] : []),
    '· asked by ',
    person(run.requester.userId),
    ' ',
    time(run.requestedAt),
  ];
}
