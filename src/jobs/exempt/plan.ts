import { z } from 'zod';
import { Exemption } from '../../core/exemption.ts';
import { Finding } from '../../core/violation.ts';

/** What people agree to: this thing from this AMI, with this trouble, until then. */
export const ExemptPlan = Exemption.pick({ place: true, environment: true, subject: true, image: true }).extend({
  finding: Finding.pick({ kind: true, severity: true }),
  until: Exemption.shape.until,
  /** When it was asked for. */
  asOf: z.number().int(),
  /** Exempted already, and until when. */
  already: z.object({ run: z.string(), until: z.number().int() }).optional(),
});
export type ExemptPlan = z.infer<typeof ExemptPlan>;

export const ExemptResult = Exemption.pick({ id: true, from: true, until: true });
export type ExemptResult = z.infer<typeof ExemptResult>;
