import { z } from 'zod';
import { Schedule } from '../../core/schedule.ts';
import { BackupOrder } from '../backup/plan.ts';

/** A schedule of backups to be stored: all of it, fully resolved. */
export const SchedulePlan = z.object({
  schedule: Schedule.pick({
    name: true,
    cron: true,
    timeZone: true,
    jitterMinutes: true,
    missed: true,
    channel: true,
    owner: true,
  }),
  order: BackupOrder,
  /** The instances it means at this moment. */
  matches: z.array(z.object({ id: z.string(), name: z.string().optional(), caveat: z.string().optional() })),
  /** The one of that name that it replaces, and the run that stored it. */
  replaces: z.object({ storedBy: z.string(), differences: z.array(z.string()) }).optional(),
  /** From when the next moments are told, in milliseconds. */
  asOf: z.number().int(),
});
export type SchedulePlan = z.infer<typeof SchedulePlan>;

export const ScheduleResult = z.object({ name: z.string(), next: z.number().int().optional() });
export type ScheduleResult = z.infer<typeof ScheduleResult>;
