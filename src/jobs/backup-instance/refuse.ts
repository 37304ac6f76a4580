import type { Ec2Reader, Instance } from '../../core/aws.ts';
import { isWithin } from '../../core/cron.ts';
import { UserError } from '../../core/outcome.ts';
import type { Window } from '../../core/schedule.ts';
import type { BackupInstancePlan } from './plan.ts';

/** AWS writes it on every member of an Auto Scaling group. */
const groupTag = 'aws:autoscaling:groupName';

const refuse = (message: string, hint: string): never => {
  throw new UserError('not_possible', message, { hint });
};

/**
 * Nothing begins outside of the window, also not what had to wait for something else.
 * @throws UserError not_possible naming the window and the time it is
 */
export function refuseOutside(window: Window | undefined, timeZone: string, now: number): void {
  if (!window || isWithin(window, timeZone, now)) return;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(now);
  refuse(
    `It is ${clock} (${timeZone}), outside of the maintenance window ${window.from}-${window.to}: nothing was begun.`,
    'The next moment of the schedule tries again; /ami schedules run starts it now, window or not.',
  );
}

/** What keeps an instance from being backed up as the schedule says; undefined when nothing does. */
export function whyNot(
  instance: Instance,
  reboot: boolean,
): { readonly why: string; readonly hint: string } | undefined {
  const { id, state } = instance;
  if (instance.rootDeviceType !== 'ebs')
    return {
      why: `${id} has its root disk on instance store; AWS makes AMIs of EBS-backed instances only.`,
      hint: 'Take it out of the schedule.',
    };
  if (state !== 'running' && state !== 'stopped')
    return { why: `${id} is ${state}; an AMI needs it running or stopped.`, hint: 'Retry it when it is.' };
  if (!reboot || state === 'stopped') return undefined;
  const group = instance.tags[groupTag];
  if (group !== undefined)
    return {
      why: `${id} belongs to the Auto Scaling group ${group}, which may replace it while it reboots.`,
      hint: 'Make the schedule with --no-reboot, or back up the AMI the group starts from.',
    };
  if (instance.lifecycle === 'spot')
    return {
      why: `${id} is a Spot Instance; AWS may take it away instead of starting it again.`,
      hint: 'Make the schedule with --no-reboot.',
    };
  return undefined;
}

/** An AMI of the instance that is being made at this moment, by whomever. */
export async function pendingImage(ec2: Ec2Reader, plan: BackupInstancePlan): Promise<string | undefined> {
  const pending = await ec2.images({
    owners: ['self'],
    filters: [
      { name: 'source-instance-id', values: [plan.instanceId] },
      { name: 'state', values: ['pending'] },
    ],
  });
  return pending[0]?.id;
}
