import type { InstanceStateChange, InstanceStateName } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { InstanceRecord } from '../world/world.ts';
import { instanceState } from './instances.ts';
import { instanceById } from './visibility.ts';

/** What StartInstances, StopInstances and TerminateInstances do: from which states, over which, to which. */
export interface StateMove {
  readonly from: readonly InstanceStateName[];
  readonly over: InstanceStateName;
  readonly to: InstanceStateName;
  readonly reason?: { readonly Code: string; readonly Message: string };
  /** @throws AwsError when this instance is protected from it */
  refuse?(instance: InstanceRecord): void;
}

/** Share of the pace a change takes. */
const SHARE = 0.25;

/**
 * Moves instances, all or none. One that is there already, or on its way, stays as it is.
 *
 * @throws AwsError `IncorrectInstanceState`, and what `refuse` throws
 */
export function changeState(call: Call, ids: readonly string[], move: StateMove): InstanceStateChange[] {
  const instances = ids.map((id) => instanceById(call, id));
  for (const instance of instances) {
    const isThere = instance.state === move.over || instance.state === move.to;
    if (!isThere && !move.from.includes(instance.state)) {
      throw new AwsError(
        'IncorrectInstanceState',
        `The instance '${instance.id}' is not in a state from which it can be ${move.to}: ${instance.state}.`,
      );
    }
    move.refuse?.(instance);
  }
  return instances.map((instance) => {
    const PreviousState = instanceState(instance);
    if (instance.state !== move.over && instance.state !== move.to) {
      instance.state = move.over;
      instance.machine.transition = { to: move.to, at: call.now() + call.settings.paceMs * SHARE };
      instance.machine.stateReason = move.reason;
    }
    return { InstanceId: instance.id, PreviousState, CurrentState: instanceState(instance) };
  });
}
