import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { launchMachine } from '../ec2-rules/launch-machine.ts';
import { launchPermissions } from '../ec2-rules/launch-permissions.ts';
import { presentInstance } from '../ec2-rules/present-instance.ts';
import { defineEc2Action } from '../server/action.ts';
import type { InstanceRecord } from '../world/world.ts';

/**
 * One instance at a time. A token is remembered per zone: the same one with the same parameters gives the same instance,
 * also when that is gone by now; in another zone it launches again. What becomes of a launch shows later: one whose key
 * cannot be used is accepted, and ends as terminated.
 */
export const runInstances = defineEc2Action<RunInstancesRequest, Reservation>({
  name: 'RunInstances',
  bucket: 'launch',
  permissions(input, call) {
    if (input.MinCount !== 1 || input.MaxCount !== 1) {
      throw new AwsError('InvalidParameterValue', 'The fake AWS launches exactly one instance at a time');
    }
    if ((input.ClientToken ?? '').length > 64) {
      throw new AwsError('InvalidParameterValue', 'The client token must have at most 64 characters');
    }
    return launchPermissions(call, input);
  },
  async handle(input, call) {
    const instance = await launchMachine(call, input);
    const tags = call.world.tags.written(instance.id, call.account.id);
    return reservation(instance, [presentInstance(call, instance, tags)]);
  },
});

const reservation = (instance: InstanceRecord, Instances: Reservation['Instances']): Reservation => ({
  ReservationId: `r-${instance.id.slice(2)}`,
  OwnerId: instance.accountId,
  Groups: [],
  Instances,
});
