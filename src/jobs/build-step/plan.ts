import { z } from 'zod';

/** An answer to a build that waits, with everything the people who decide should see. */
export const StepPlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  buildArn: z.string(),
  stepId: z.string(),
  step: z.string(),
  /** ISO 8601. */
  waitsSince: z.string().optional(),
  action: z.enum(['RESUME', 'STOP']),
  /** Whose approvers decide. */
  environment: z.string(),
  startedBy: z.string(),
  /** Who asked Assay for the build: their vote does not count, as it would not on their own request. */
  starter: z.string().optional(),
  /** Of the steps that test; absent: nothing was tested before it waits. */
  tests: z.string().optional(),
  /** AMIs the build has made so far. */
  images: z.array(z.string()),
  reason: z.string(),
});
export type StepPlan = z.infer<typeof StepPlan>;

export const StepResult = z.object({ stepId: z.string(), approvers: z.array(z.string()) });
export type StepResult = z.infer<typeof StepResult>;
