import type { FleetWriter, NewMachine } from '../core/aws-fleet.ts';
import type { JobContext } from '../core/job.ts';
import { UserError } from '../core/outcome.ts';
import type { RunView } from '../core/run.ts';
import type { Observation } from '../core/watch.ts';

const alive = ['pending', 'running', 'stopping', 'stopped'];

const ownLaunch = (run: Pick<RunView, 'id'>, prefix: string) => [
  { name: `tag:${prefix}run`, values: [run.id] },
  { name: 'instance-state-name', values: alive },
];

/** AWS remembers a token per zone; one that made an instance which ended badly must not be used again. */
export const launchToken = (run: RunView, zone: string): string => `${run.id}-${zone}-${run.retried?.count ?? 0}`;

/** One instance per run, whatever became of the answer: the one with the run's tag, else one under the run's token. */
export async function launchOnce(
  fleet: FleetWriter,
  machine: NewMachine,
  { run, settings }: Pick<JobContext, 'run' | 'settings'>,
): Promise<{ readonly instanceId: string }> {
  const [ours] = await fleet.machines({ filters: ownLaunch(run, settings.tags.prefix) });
  return ours ? { instanceId: ours.id } : await fleet.run(machine);
}

/** The refusal for an instance that did not come up, with AWS's reason. */
export function endedBadly(instanceId: string, seen: Observation): UserError {
  const reason = (seen.reason ?? seen.phase).replace(/\.$/, '');
  return new UserError('aws_failed', `The new instance ${instanceId} did not come up: ${reason}.`, {
    hint: 'Mend what AWS names, then try again.',
  });
}

/**
 * For `release`: a launch that came to nothing may be done anew by a retry; an instance that lives is kept and named,
 * since people want to look at what did not come up.
 */
export async function releaseLaunch(
  fleet: FleetWriter,
  { run, settings, forget }: Pick<JobContext, 'run' | 'settings' | 'forget'>,
): Promise<string | undefined> {
  const machines = await fleet.machines({ filters: ownLaunch(run, settings.tags.prefix) });
  if (machines.length > 0)
    return `${machines.map(({ id, state }) => `${id} is ${state} and was kept`).join('; ')}: a retry goes on with it.`;
  await forget('launch');
  return undefined;
}
