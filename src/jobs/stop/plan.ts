import { z } from 'zod';
import { Finding, Owner, Violation } from '../../core/violation.ts';

/** An instance to be stopped, as it is: what people see is what they agree to. */
export const StopPlan = z.object({
  place: Violation.shape.place,
  environment: z.string(),
  instanceId: z.string(),
  name: z.string().optional(),
  type: z.string(),
  launchedAt: z.string(),
  image: z.object({ id: z.string(), name: z.string().optional() }),
  kind: Finding.shape.kind,
  owner: Owner.optional(),
  /** Private ones first. A public address that is no Elastic IP is lost. */
  addresses: z.array(z.object({ address: z.string(), isPublic: z.boolean(), isElastic: z.boolean() })),
});
export type StopPlan = z.infer<typeof StopPlan>;

export const StopResult = z.object({ instanceId: z.string() });
export type StopResult = z.infer<typeof StopResult>;
