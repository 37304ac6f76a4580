import type { Job } from '../../core/job.ts';
import { bold, type Line } from '../../core/message.ts';
import { isFinal, type Run, type RunState } from '../../core/run.ts';
import type { Settings } from '../../core/settings.ts';
import { cut } from '../rendering/limits.ts';
import { plainLine } from '../rendering/spoken.ts';

/** Told one by one; the others are counted. */
const shownOnes = 20;
const mostTitle = 120;
const mostReason = 240;

const signs: Partial<Record<RunState, string>> = {
  done: '✅',
  failed: '⛔',
  cancelled: '⚪',
  running: '🔄',
  queued: '🕓',
};

/** Bad ends first, then what goes on, then what is good already: the first lines are what people must know. */
const rank = ({ state }: Run): number => (state === 'done' ? 3 : state === 'queued' ? 2 : state === 'running' ? 1 : 0);

function titleOf(child: Run, job: Job | undefined, settings: Settings): string {
  const plan = job?.plan.safeParse(child.plan);
  const title =
    job && plan?.success ? plainLine(job.present.title(plan.data, settings)) : (child.parent?.key ?? child.id);
  return cut(title, mostTitle);
}

function endOf(child: Run, job: Job | undefined, settings: Settings): string {
  if (child.state !== 'done') return child.ending ? `: ${cut(child.ending.message, mostReason)}` : '';
  const plan = job?.plan.safeParse(child.plan);
  const result = job?.result.safeParse(child.result);
  if (!job || !plan?.success || !result?.success) return '';
  const [line] = job.present.done(plan.data, result.data, child, settings).lines ?? [];
  return line === undefined ? '' : `: ${cut(plainLine(line), mostReason)}`;
}

function stateOf(child: Run, job: Job | undefined, settings: Settings): string {
  if (isFinal(child.state)) return endOf(child, job, settings);
  if (child.closing) return ': taking back what was temporary';
  if (child.state === 'queued') return child.progress ? `: ${child.progress.phase}` : ': waits its turn';
  const { phase = 'working', percent } = child.progress ?? {};
  return percent === undefined ? `: ${phase}` : `: ${Math.floor(percent)} % · ${phase}`;
}

function countLine(children: readonly Run[]): Line {
  const count = (states: readonly RunState[]): number => children.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [count(['failed', 'stale']), 'failed'],
    [count(['cancelled']), 'cancelled'],
    [count(['running']), 'at work'],
    [count(['queued']), 'waiting'],
  ] as const;
  const others = parts.filter(([number]) => number > 0).map(([number, word]) => `, ${number} ${word}`);
  return [bold(`${count(['done'])} of ${children.length} done`), others.join('')];
}

/** The targets of one run, a line each, as many as a message can hold; the rest in figures. */
export function childLines(
  children: readonly Run[],
  jobs: ReadonlyMap<string, Job>,
  settings: Settings,
): readonly Line[] {
  if (children.length === 0) return [];
  const ordered = [...children].sort((one, other) => rank(one) - rank(other));
  const lines = ordered.slice(0, shownOnes).map((child): Line => {
    const job = jobs.get(child.job);
    return `${signs[child.state] ?? '⚠️'} ${titleOf(child, job, settings)}${stateOf(child, job, settings)}`;
  });
  const left = ordered.length - lines.length;
  return [countLine(children), ...lines, ...(left > 0 ? [`… and ${left} more; see /ami status of this run.`] : [])];
}
