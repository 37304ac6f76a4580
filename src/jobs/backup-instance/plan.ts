import { z } from 'zod';
import { Window } from '../../core/schedule.ts';

/** One instance of one run of a schedule. */
export const BackupInstancePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  instanceId: z.string(),
  instanceName: z.string().optional(),
  schedule: z.string(),
  /** The moment of the schedule it is for; part of the AMI's name. */
  moment: z.number().int(),
  reboot: z.boolean(),
  /** ISO 8601; stands in a tag for people, decides nothing. */
  retainUntil: z.string().optional(),
  window: Window.optional(),
  timeZone: z.string(),
});
export type BackupInstancePlan = z.infer<typeof BackupInstancePlan>;

/** Either an AMI, or why none was needed. */
export const BackupInstanceResult = z.object({
  imageId: z.string().optional(),
  gibibytes: z.number(),
  /** What it is now; and true when it ran before and does not any more. */
  instanceState: z.string(),
  isDown: z.boolean(),
  skipped: z.string().optional(),
});
export type BackupInstanceResult = z.infer<typeof BackupInstanceResult>;
