import type { Build, Pipeline, Workflow, WorkflowKind } from '../core/aws-builds.ts';

/** How people name a build: `golden-base/2.1.0/4`, the end of its ARN. */
export const buildName = (buildArn: string): string => buildArn.replace(/^.*:image\//, '');

/** The phases of a build, in the order they come. */
export const phases: readonly { readonly kind: WorkflowKind; readonly noun: string; readonly doing: string }[] = [
  { kind: 'BUILD', noun: 'build', doing: 'building' },
  { kind: 'TEST', noun: 'test', doing: 'testing' },
  { kind: 'DISTRIBUTION', noun: 'distribute', doing: 'distributing' },
];

/** Nothing happens to the build any more. `DEPRECATED` and `DISABLED` were available before. */
export const endedWell: readonly string[] = ['AVAILABLE', 'DEPRECATED', 'DISABLED'];
export const endedBadly: readonly string[] = ['FAILED', 'CANCELLED', 'DELETED'];
export const isEnded = ({ status }: Pick<Build, 'status'>): boolean =>
  endedWell.includes(status) || endedBadly.includes(status);

/** AWS's status in a sign and a word; the signs are those of the cards. */
export function statusWords(status: string): string {
  if (status === 'AVAILABLE') return '✅ available';
  if (status === 'FAILED') return '⛔ failed';
  if (status === 'CANCELLED') return '⚪ cancelled';
  return `${isEnded({ status }) ? '⚪' : '🔄'} ${status.toLowerCase()}`;
}

/** Per cent of a workflow's steps that are over. */
const percentOf = ({ status, steps }: Workflow): number =>
  status === 'COMPLETED' ? 100 : steps.total === 0 ? 0 : ((steps.succeeded + steps.skipped) / steps.total) * 100;

export interface BuildProgress {
  /** "build 100 %, test 33 %, distribute 0 %" */
  readonly words: string;
  /** 0 to 100 over all phases, each counting the same: AWS does not say how long a phase will take. */
  readonly percent: number;
}

/**
 * How far a build is, by phase, from the steps that are over. A phase may have several workflows (test groups).
 * @param isTested false: the pipeline's tests are switched off, so there is no such phase
 */
export function progressOf(workflows: readonly Workflow[], isTested: boolean): BuildProgress {
  const current = workflows.filter(({ isOld }) => !isOld);
  const wanted = phases.filter(({ kind }) => kind !== 'TEST' || isTested || current.some((one) => one.kind === 'TEST'));
  const parts = wanted.map(({ kind, noun }) => {
    const ofKind = current.filter((workflow) => workflow.kind === kind);
    const percent = ofKind.reduce((sum, workflow) => sum + percentOf(workflow), 0) / Math.max(1, ofKind.length);
    return { noun, percent };
  });
  return {
    words: parts.map(({ noun, percent }) => `${noun} ${Math.floor(percent)} %`).join(', '),
    percent: parts.reduce((sum, { percent }) => sum + percent, 0) / parts.length,
  };
}

/** "3 of 3 steps passed", of the newest attempt; undefined when nothing was tested. */
export function testWords(workflows: readonly Workflow[]): string | undefined {
  const tests = workflows.filter(({ kind, isOld }) => kind === 'TEST' && !isOld);
  if (tests.length === 0) return undefined;
  const sum = (pick: (steps: Workflow['steps']) => number): number =>
    tests.reduce((total, { steps }) => total + pick(steps), 0);
  const failed = sum((steps) => steps.failed);
  const skipped = sum((steps) => steps.skipped);
  return [
    `${sum((steps) => steps.succeeded)} of ${sum((steps) => steps.total)} steps passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
}

const days: Readonly<Record<string, string>> = {
  MON: 'Monday',
  TUE: 'Tuesday',
  WED: 'Wednesday',
  THU: 'Thursday',
  FRI: 'Friday',
  SAT: 'Saturday',
  SUN: 'Sunday',
};

/** The usual shapes of a schedule in words; whatever else AWS allows is quoted as it stands. */
function whenWords(expression: string): string {
  const rate = /^rate\((\d+) (\w+?)s?\)$/.exec(expression);
  if (rate) return rate[1] === '1' ? `every ${rate[2]}` : `every ${rate[1]} ${rate[2]}s`;
  const cron = /^cron\((\d+) (\d+) (\S+) (\S+) (\S+)(?: \*)?\)$/.exec(expression);
  if (!cron) return expression;
  const [, minute = '', hour = '', day, month, weekday = ''] = cron;
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  const anyDay = day === '*' || day === '?';
  if (month !== '*') return expression;
  if (anyDay && (weekday === '*' || weekday === '?')) return `every day ${at}`;
  if (anyDay && days[weekday.toUpperCase()]) return `every ${days[weekday.toUpperCase()]} ${at}`;
  if (/^\d+$/.test(day ?? '') && (weekday === '?' || weekday === '*')) return `on day ${day} of every month ${at}`;
  return expression;
}

/** "every Monday at 04:00 (Europe/Berlin), if something changed" */
export function scheduleWords({ schedule, isEnabled }: Pick<Pipeline, 'schedule' | 'isEnabled'>): string {
  if (!schedule) return 'no schedule';
  const { expression, timeZone, onlyWithUpdates } = schedule;
  const when = `${whenWords(expression)} (${timeZone})${onlyWithUpdates ? ', if something changed' : ''}`;
  return isEnabled ? when : `switched off; was ${when}`;
}
