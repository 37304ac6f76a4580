import { reads } from '../../core/iam.ts';
import { defineJob } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import { StopPlan, StopResult } from './plan.ts';
import { stopPresentation } from './present.ts';

/** Stops an instance that runs from an AMI it should not; always after two people have agreed. */
export const stopJob = defineJob({
  name: 'stop',
  doneWord: 'carried out',
  plan: StopPlan,
  result: StopResult,
  iam: [...reads('ec2:DescribeInstances'), { action: 'ec2:StopInstances', on: ['stoppable-instance'] }],
  target: ({ place, instanceId, image }) => ({
    place,
    subject: `instance/${instanceId}`,
    about: [instanceId, image.id],
  }),
  impact: ({ environment }) => ({ interruptsIn: environment }),
  present: stopPresentation,
  async run(plan, context) {
    const { instanceId } = plan;
    const fleet = context.aws.fleet(plan.place);
    const stateNow = async (): Promise<string | undefined> => (await fleet.machines({ ids: [instanceId] }))[0]?.state;
    await context.progress({ phase: 'stopping' });
    await context.step('stop', StopResult, async ({ resumed }) => {
      // Stopped by an attempt that died before it could say so: the plan made again would find nothing that runs.
      if (resumed && ['stopping', 'stopped'].includes((await stateNow()) ?? '')) return { instanceId };
      await context.confirmApproval();
      await fleet.stop(instanceId);
      return { instanceId };
    });
    return context.step('stopped', StopResult, async () => {
      const state = await stateNow();
      if (state === 'stopped') return { instanceId };
      if (state === 'stopping') throw new BusyError(`${instanceId} is stopping`, { waitMs: 5000 });
      if (state === undefined || state === 'terminated' || state === 'shutting-down')
        throw new UserError('wrong_state', `${instanceId} was terminated while it was stopped.`);
      throw new UserError('wrong_state', `${instanceId} is ${state} again: somebody started it.`, {
        hint: 'Ask whoever started it; then ask for the stop anew.',
      });
    });
  },
});
