import type { StopInstancesRequest, StopInstancesResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { changeState } from '../ec2-rules/change-state.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

export const stopInstances = defineEc2Action<StopInstancesRequest, StopInstancesResult>({
  name: 'StopInstances',
  bucket: 'write',
  permissions: (input, call) => (input.InstanceIds ?? []).map((id) => resourcePermission(call, 'StopInstances', id)),
  handle: (input, call) => ({
    StoppingInstances: changeState(call, input.InstanceIds ?? [], {
      from: ['running', 'pending'],
      over: 'stopping',
      to: 'stopped',
      reason: {
        Code: 'Client.UserInitiatedShutdown',
        Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      },
      refuse(instance) {
        if (instance.machine.stopProtection) {
          throw new AwsError(
            'OperationNotPermitted',
            `The instance '${instance.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
          );
        }
        if (instance.machine.lifecycle === 'spot') {
          throw new AwsError(
            'UnsupportedOperation',
            `You can't stop the Spot Instance '${instance.id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
          );
        }
      },
    }),
  }),
});
