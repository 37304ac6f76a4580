import { z } from 'zod';
import type { NewMachine } from '../../core/aws-fleet.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { BusyError } from '../../core/outcome.ts';
import { evidenceNeeds } from '../../lookup/evidence.ts';
import { confirmApproved } from '../../lookup/launch-approval.ts';
import { launchNeeds } from '../../lookup/launch-needs.ts';
import { endedBadly, launchOnce, launchToken, releaseLaunch } from '../../lookup/launch-once.ts';
import { whileShown } from '../../lookup/while-shown.ts';
import { LaunchPlan } from './plan.ts';
import { launchPresentation } from './present.ts';
import { LaunchResult } from './result.ts';

function machineOf(plan: LaunchPlan, { run, settings }: JobContext): NewMachine {
  const { prefix } = settings.tags;
  const own = { [`${prefix}run`]: run.id, [`${prefix}requester`]: run.requester.userId };
  return {
    imageId: plan.imageId,
    type: plan.type,
    subnetId: plan.subnet.id,
    securityGroupIds: plan.securityGroups.map(({ id }) => id),
    keyName: plan.keyName,
    profile: plan.profile,
    // Credentials of an instance must not be had by a plain request to its metadata service.
    metadata: { tokens: 'required', hopLimit: 2, isOn: true, showsTags: false, ipv6: false },
    tags: { ...plan.tags, Name: plan.name, ...own },
    partTags: { Name: plan.name, ...own },
    clientToken: launchToken(run, plan.zone),
  };
}

/** One instance from an AMI. */
export const launchJob = defineJob({
  name: 'launch',
  doneWord: 'launched',
  plan: LaunchPlan,
  result: LaunchResult,
  iam: [...reads('ec2:DescribeImages', 'ec2:DescribeInstances'), ...evidenceNeeds, ...launchNeeds],
  target: (plan) => ({
    place: plan.place,
    // Several may be launched from one AMI at a time, but not two under one name.
    subject: `launch/${plan.imageId}/${plan.name}`,
    about: [plan.imageId],
  }),
  impact: () => ({}),
  present: launchPresentation,
  async run(plan, context) {
    const fleet = context.aws.fleet(plan.place);
    await context.progress({ phase: 'launching' });
    const { instanceId } = await context.step('launch', z.object({ instanceId: z.string() }), async () => {
      if (plan.approval !== undefined) await confirmApproved(plan.imageId, plan.ownerPlace, plan.environment, context);
      return whileShown(plan, context, () => launchOnce(fleet, machineOf(plan, context), context));
    });
    const seen = await context.until({ watch: 'instance', place: plan.place, target: instanceId });
    if (seen.state !== 'done') throw endedBadly(instanceId, seen);
    return context.step('read-back', LaunchResult, async () => {
      const [machine] = await fleet.machines({ ids: [instanceId] });
      if (!machine) throw new BusyError(`AWS does not show ${instanceId} at the moment`, { waitMs: 2000 });
      const { zone, privateAddress, publicAddress } = machine;
      return {
        instanceId,
        zone,
        ...(privateAddress ? { privateAddress } : {}),
        ...(publicAddress ? { publicAddress } : {}),
      };
    });
  },
  release: (plan, context) => releaseLaunch(context.aws.fleet(plan.place), context),
  undo(plan, steps, run) {
    const launched = z.object({ instanceId: z.string() }).safeParse(steps['launch']);
    if (!launched.success) return [];
    return [{ kind: 'instance', place: plan.place, instanceId: launched.data.instanceId, runId: run.id }];
  },
});
