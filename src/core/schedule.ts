import { z } from 'zod';
import type { AuditEvent } from './audit.ts';
import { Moment } from './moment.ts';
import type { Notice } from './store.ts';

/** Short enough for a tag, a lock and an AMI's name. */
export const scheduleNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** When it fires. */
export const Timing = z.object({
  /** Five fields, or six with seconds first, as cron-parser reads them. */
  cron: z.string(),
  /** IANA name: `Europe/Berlin`. */
  timeZone: z.string(),
});
export type Timing = z.infer<typeof Timing>;

/** Nothing begins outside of it; local times of the schedule's zone, and it may reach over midnight. */
export const Window = z.object({ from: z.string(), to: z.string() });
export type Window = z.infer<typeof Window>;

/**
 * A standing order: at these moments a run of this job is started, by the clock and for its owner. Kept in Redis, written
 * by compare-and-set together with its audit lines.
 */
export const Schedule = Timing.extend({
  name: z.string().regex(scheduleNamePattern),
  /** A job under `src/jobs/`; it gets `plan`, and beside it what `firedPlan` adds. */
  job: z.string(),
  plan: z.record(z.string(), z.json()),
  /** Each start is put off by a part of it, equal for equal moments, so that schedules of one minute do not start together. */
  jitterMinutes: z.number().int().min(0),
  /** After a standstill over one or more moments: one run for all of them, or none. */
  missed: z.enum(['catch-up', 'skip']),
  channel: z.string(),
  /** The person behind it: requester of its runs, called when one goes wrong, and no approver of what it does. */
  owner: z.object({ userId: z.string(), teamId: z.string() }),
  /** The run that stored it as it is; its thread tells what became of it. */
  storedBy: z.string(),
  paused: z.object({ by: z.string(), at: Moment }).optional(),
  /** Absent when the expression has no moment any more. */
  next: Moment.optional(),
  last: z
    .object({ moment: Moment, at: Moment, runId: z.string().optional(), skipped: z.string().optional() })
    .optional(),
  /** The newest lines that changed it, by Slack's name of them: none does so again. */
  deliveries: z.array(z.string()).optional(),
});
export type Schedule = z.infer<typeof Schedule>;

/** What a started run's plan holds besides the schedule's own. */
export const Fired = z.object({
  schedule: z.string(),
  /** The moment it is for, in milliseconds since 1970; when somebody starts it by hand, the moment they did. */
  moment: Moment,
  by: z.enum(['clock', 'catch-up', 'hand']),
});
export type Fired = z.infer<typeof Fired>;

/** Slack sends a line again within minutes, if at all. */
const mostDeliveries = 20;

/** Whether this line has changed the schedule before. */
export const hasHeard = ({ deliveries = [] }: Schedule, delivery: string | undefined): boolean =>
  delivery !== undefined && deliveries.includes(delivery);

/** The schedule as this line leaves it. */
export const hearing = (schedule: Schedule, delivery: string | undefined): Schedule =>
  delivery === undefined
    ? schedule
    : { ...schedule, deliveries: [...(schedule.deliveries ?? []), delivery].slice(-mostDeliveries) };

/** One write of a schedule: what it is from now on, its audit lines, its messages. */
export interface ScheduleChange {
  /** `null` removes it. */
  readonly schedule: Schedule | null;
  readonly audit: readonly AuditEvent[];
  readonly notices?: readonly Notice[];
}

/** Schedules by name. */
export interface Schedules {
  get(name: string): Promise<Schedule | undefined>;
  /** By name. */
  list(): Promise<readonly Schedule[]>;
  /**
   * Loads, lets `decide` work on the newest record by Redis's clock, and writes only if nobody wrote in between; otherwise
   * again. `decide` must be pure; it may throw to refuse, or return undefined to leave things as they are.
   * @returns the schedule as it is then
   */
  change(
    name: string,
    decide: (found: Schedule | undefined, now: number) => ScheduleChange | undefined,
  ): Promise<Schedule | undefined>;
  /** Names of those whose next moment has come; each is handed to one caller for a while. */
  due(limit: number): Promise<readonly string[]>;
}

/** The plan of a run that a schedule starts. */
export const firedPlan = (schedule: Schedule, fired: Fired): Record<string, z.core.util.JSONType> => ({
  ...schedule.plan,
  ...fired,
});
