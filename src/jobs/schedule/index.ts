import { nextMoment } from '../../core/cron.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { StaleError } from '../../core/outcome.ts';
import type { Schedule, ScheduleChange } from '../../core/schedule.ts';
import { SchedulePlan, ScheduleResult } from './plan.ts';
import { schedulePresentation } from './present.ts';

/** What is stored, decided on the newest record: once per run, and never over what nobody has seen. */
const storing =
  (plan: SchedulePlan, { run }: JobContext) =>
  (found: Schedule | undefined, now: number): ScheduleChange | undefined => {
    if (found?.storedBy === run.id) return undefined;
    if (found?.storedBy !== plan.replaces?.storedBy)
      throw new StaleError([`somebody else has ${found ? 'changed' : 'removed'} the schedule ${plan.schedule.name}`]);
    const next = nextMoment(plan.schedule, now);
    const { last, paused } = found ?? {};
    return {
      schedule: {
        ...plan.schedule,
        job: 'backup',
        plan: JSON.parse(JSON.stringify(plan.order)),
        storedBy: run.id,
        ...(last ? { last } : {}),
        ...(paused ? { paused } : {}),
        ...(next === undefined ? {} : { next }),
      },
      audit: [
        {
          action: 'schedule',
          actor: run.requester.userId,
          runId: run.id,
          about: [`schedule/${plan.schedule.name}`],
          outcome: 'recorded',
          details: {
            schedule: plan.schedule.name,
            cron: plan.schedule.cron,
            timeZone: plan.schedule.timeZone,
            ...(plan.replaces ? { differences: plan.replaces.differences } : {}),
          },
        },
      ],
    };
  };

/** Stores a schedule of backups, new or changed. Touches nothing at AWS. */
export const scheduleJob = defineJob({
  name: 'schedule',
  doneWord: 'stored',
  plan: SchedulePlan,
  result: ScheduleResult,
  iam: [],
  target: (plan) => ({
    place: plan.order.place,
    subject: `schedule/${plan.schedule.name}`,
    about: [`schedule/${plan.schedule.name}`, ...plan.matches.map(({ id }) => id)],
  }),
  // What it will remove later, it removes for good: that is agreed to here, once.
  impact: ({ order: { retention } }) =>
    retention.count === undefined && retention.days === undefined ? {} : { destructive: true },
  differences: (before, after) =>
    JSON.stringify(before.matches) === JSON.stringify(after.matches)
      ? []
      : [`it meant ${namesOf(before)} and means ${namesOf(after)} now`],
  present: schedulePresentation,
  run: (plan, context) =>
    context.step('store', ScheduleResult, async () => {
      // Stored by an attempt that died before it could say so: the plan made again would find it there, and be another one.
      const there = await context.schedules.get(plan.schedule.name);
      if (there?.storedBy !== context.run.id) await context.confirmApproval();
      const stored = await context.schedules.change(plan.schedule.name, storing(plan, context));
      return { name: plan.schedule.name, ...(stored?.next === undefined ? {} : { next: stored.next }) };
    }),
});

const namesOf = ({ matches }: SchedulePlan): string =>
  matches.map(({ id, name }) => name ?? id).join(', ') || 'nothing';
