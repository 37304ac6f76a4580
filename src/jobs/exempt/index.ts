import type { Exemption } from '../../core/exemption.ts';
import type { ExemptionChange } from '../../core/exemptions.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { ExemptPlan, ExemptResult } from './plan.ts';
import { exemptPresentation } from './present.ts';

/** What is stored: once per run, and never after its own end. */
const granting =
  (plan: ExemptPlan, approvers: readonly string[], { run }: JobContext) =>
  (found: Exemption | undefined, now: number): ExemptionChange | undefined => {
    if (found) return undefined;
    if (plan.until <= now)
      throw new UserError('expired', 'Its end has passed before it was agreed to.', {
        hint: 'Ask again with a later end.',
      });
    const { place, environment, subject, image, finding, until } = plan;
    const reason = run.reason ?? '';
    return {
      exemption: {
        id: run.id,
        place,
        environment,
        subject,
        image,
        severity: finding.severity,
        reason,
        requester: run.requester.userId,
        approvers: [...approvers],
        from: now,
        until,
      },
      audit: [
        {
          action: 'exemption',
          actor: run.requester.userId,
          runId: run.id,
          about: [...(subject ? [subject.id] : []), image.id],
          outcome: 'recorded',
          details: {
            exemption: run.id,
            ...place,
            environment,
            kind: finding.kind,
            severity: finding.severity,
            until: new Date(until).toISOString(),
            reason,
            approvers: [...approvers],
          },
        },
      ],
    };
  };

/** Lets something run from an AMI it should not, until a date. Touches nothing at AWS. */
export const exemptJob = defineJob({
  name: 'exempt',
  doneWord: 'granted',
  plan: ExemptPlan,
  result: ExemptResult,
  iam: [],
  target: ({ place, subject, image }) => ({
    place,
    subject: `exemption/${subject ? `${subject.kind}/${subject.id}` : place.account}/${image.id}`,
    about: [...(subject ? [subject.id] : []), image.id],
  }),
  impact: ({ environment }) => ({ exemptsFor: environment }),
  differences: (before, after) => [
    ...(before.finding.severity === after.finding.severity
      ? []
      : [`it was of ${before.finding.severity} severity and is ${after.finding.severity} now`]),
    ...(before.image.id === after.image.id
      ? []
      : [`it ran from ${before.image.id} and runs from ${after.image.id} now`]),
  ],
  present: exemptPresentation,
  undo: ({ place }, steps, run) => (steps['grant'] ? [{ kind: 'exemption', place, exemptionId: run.id }] : []),
  run: (plan, context) =>
    context.step('grant', ExemptResult, async () => {
      // Stored by an attempt that died before it could say so: what was wrong is silent by now, and cannot be planned again.
      const before = await context.exemptions.get(context.run.id);
      const approvers = before?.approvers ?? (await context.confirmApproval()).approvers;
      const stored = before ?? (await context.exemptions.change(context.run.id, granting(plan, approvers, context)));
      if (!stored) throw new Error(`the exemption ${context.run.id} was not stored`);
      return { id: stored.id, from: stored.from, until: stored.until };
    }),
});
