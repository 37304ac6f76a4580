import { z } from 'zod';
import { defineJob } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import type { ApprovalGiven, RunView } from '../../core/run.ts';
import { buildName } from '../../lookup/build-words.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { StepPlan, StepResult } from './plan.ts';
import { stepPresentation } from './present.ts';

const mostReason = 1024;

/** What stands in AWS: why, and who said so. */
const reasonFor = (plan: StepPlan, requester: string, approvers: readonly string[]): string =>
  `${plan.reason.slice(0, 700)} (asked by ${requester}${approvers.length > 0 ? `, approved by ${approvers.join(', ')}` : ''}, Assay)`.slice(
    0,
    mostReason,
  );

/**
 * Two people other than who stands behind it: the one who started the build is behind this, too, whoever asks to let it
 * go on. Their vote is refused here, since only this job knows of them.
 */
function refuseStarter({ action, starter }: StepPlan, approvers: readonly string[]): void {
  if (action !== 'RESUME' || starter === undefined || !approvers.includes(starter)) return;
  throw new UserError('own_request', 'One of those who approved had started the build, and so may not let it go on.', {
    hint: 'The build still waits: ask again, and let two others approve.',
  });
}

/** The approval as it was confirmed before the process died: the same people, in the order they voted. */
function approvalOf({ requester, approval }: RunView): Pick<ApprovalGiven, 'requester' | 'approvers'> {
  const approvers = (approval?.votes ?? [])
    .filter((vote) => vote.kind === 'approve' && !vote.void && vote.userId !== requester.userId)
    .map((vote) => vote.userId);
  return { requester: requester.userId, approvers: [...new Set(approvers)] };
}

/** Answers a build that waits at a `WaitForAction` step, after the people who decide for the environment said so. */
export const buildStepJob = defineJob({
  name: 'build-step',
  doneWord: 'answered',
  plan: StepPlan,
  result: StepResult,
  iam: [
    { action: 'imagebuilder:SendWorkflowStepAction', on: ['build', 'workflow-step'] },
    { action: 'imagebuilder:ListWaitingWorkflowSteps', on: ['any'] },
  ],
  target: (plan) => ({
    place: plan.place,
    subject: `build-step/${plan.stepId}`,
    about: [buildName(plan.buildArn), ...plan.images],
  }),
  // To go on is to let an AMI out; to stop only keeps one in, so one approver can do it.
  impact: (plan) => (plan.action === 'RESUME' ? { approvesFor: plan.environment } : { revokesFor: plan.environment }),
  present: stepPresentation,
  async run(plan, context) {
    const builds = context.aws.builds(plan.place);
    await context.progress({ phase: 'answering' });
    const { approvers, at } = await context.step(
      'answer',
      z.object({ approvers: z.array(z.string()), at: z.number() }),
      async ({ resumed }) => {
        // Answered before the process died: it cannot be planned again, but the token tells whose answer it was.
        const isOver = resumed && !(await builds.waiting()).some(({ id }) => id === plan.stepId);
        const given = isOver ? approvalOf(context.run) : await context.confirmApproval();
        refuseStarter(plan, given.approvers);
        const { stepId, buildArn, action } = plan;
        const reason = reasonFor(plan, given.requester, given.approvers);
        // The run's token: sent again after a crash it is the same answer, not a second one.
        await builds.answer({ stepId, buildArn, action, reason }, `${context.run.id}-answer`);
        return { approvers: [...given.approvers], at: Date.now() };
      },
    );
    return context.step('read-back', StepResult, async () => {
      if ((await builds.waiting()).some(({ id }) => id === plan.stepId))
        throw notYet(at, {
          busy: `AWS shows ${buildName(plan.buildArn)} as still waiting`,
          gone: `AWS took the answer, but ${buildName(plan.buildArn)} still waits.`,
          hint: 'Look at the build in the Image Builder console.',
        });
      return { stepId: plan.stepId, approvers };
    });
  },
});
