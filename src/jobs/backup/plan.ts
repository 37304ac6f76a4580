import { z } from 'zod';
import { Fired, Window } from '../../core/schedule.ts';

/** How long backups are kept. With both, one is removed only when both say so. */
export const Retention = z.object({
  /** So many of each instance, the newest ones. */
  count: z.number().int().min(1).optional(),
  /** Younger than so many days. */
  days: z.number().int().min(1).optional(),
});
export type Retention = z.infer<typeof Retention>;

/** What a schedule of backups does: stored in the schedule, and part of the plan of every run. */
export const BackupOrder = z.object({
  /** Where the first instance was when the schedule was made: where its card says it is. */
  place: z.object({ account: z.string(), region: z.string() }),
  /** Ids, names or `tag:key=value`, looked for anew at each run. */
  instances: z.array(z.string()).min(1),
  /** Narrow where names and tags are looked for. */
  account: z.string().optional(),
  region: z.string().optional(),
  reboot: z.boolean(),
  retention: Retention,
  window: Window.optional(),
  timeZone: z.string(),
});
export type BackupOrder = z.infer<typeof BackupOrder>;

export const BackupPlan = BackupOrder.extend(Fired.shape);
export type BackupPlan = z.infer<typeof BackupPlan>;
