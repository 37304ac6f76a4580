import { nextMoment } from '../core/cron.ts';
import type { Job } from '../core/job.ts';
import type { Actor } from '../core/people.ts';
import type { Run } from '../core/run.ts';
import { Fired, firedPlan, hearing, type Schedule, type ScheduleChange, type Schedules } from '../core/schedule.ts';
import type { Settings } from '../core/settings.ts';
import type { RunStore } from '../core/store.ts';
import { orderRun } from './order-run.ts';

interface NextRunParts {
  readonly store: { readonly runs: Pick<RunStore, 'create'>; readonly schedules: Pick<Schedules, 'change'> };
  readonly settings: Settings;
}

/** Who starts a schedule's next run, and for which moment. */
interface Start {
  readonly job: Job;
  readonly fired: Omit<Fired, 'schedule'>;
  readonly requester: Actor;
  readonly startAt?: number | undefined;
  /** Of the line that asked for it. */
  readonly delivery?: string | undefined;
}

/** The run is the schedule's last one now; one of the clock's has its moment behind it. */
const written =
  (run: Run, { by, moment }: Fired, after: string | undefined, delivery: string | undefined) =>
  (found: Schedule | undefined, now: number): ScheduleChange | undefined => {
    if (!found || found.last?.runId !== after) return undefined;
    const { next: stands, ...rest } = found;
    const isPast = by !== 'hand' && stands === moment;
    const next = isPast ? nextMoment(found, Math.max(now, moment)) : stands;
    const what = by === 'hand' ? { what: 'started by hand' } : { moment: new Date(moment).toISOString() };
    return {
      schedule: hearing(
        { ...rest, last: { moment, at: now, runId: run.id }, ...(next === undefined ? {} : { next }) },
        by === 'hand' ? delivery : undefined,
      ),
      audit: [
        {
          action: 'schedule',
          actor: by === 'hand' ? run.requester.userId : 'assay',
          runId: run.id,
          about: [`schedule/${found.name}`],
          outcome: 'recorded',
          details: { schedule: found.name, ...what },
        },
      ],
    };
  };

/**
 * Orders the run that follows a schedule's last one, and writes it down as its last. There is one, whoever asks at the same
 * moment, clock or hands, how often a line is delivered, and whoever dies in between.
 * @param schedule as it was read
 * @returns the run, and for what it was started: by somebody else, when they were quicker
 */
export async function nextRun(
  { store, settings }: NextRunParts,
  schedule: Schedule,
  { job, fired, requester, startAt, delivery }: Start,
): Promise<{ readonly run: Run; readonly created: boolean; readonly fired: Fired }> {
  const { name, storedBy, channel, last } = schedule;
  const after = last?.runId;
  const { run, created } = await orderRun(store.runs, settings, {
    requestKey: `schedule:${name}:${storedBy}:after:${after ?? 'none'}`,
    job,
    plan: firedPlan(schedule, { ...fired, schedule: name }),
    channel,
    requester,
    cause: fired.by === 'hand' ? `schedule ${name}, by hand` : `schedule ${name}`,
    startAt,
  });
  const startedAs = Fired.parse(run.plan);
  await store.schedules.change(name, written(run, startedAs, after, delivery));
  return { run, created, fired: startedAs };
}
