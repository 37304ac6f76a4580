import type { TerminateInstancesRequest, TerminateInstancesResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { changeState } from '../ec2-rules/change-state.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

export const terminateInstances = defineEc2Action<TerminateInstancesRequest, TerminateInstancesResult>({
  name: 'TerminateInstances',
  bucket: 'deregister',
  permissions: (input, call) =>
    (input.InstanceIds ?? []).map((id) => resourcePermission(call, 'TerminateInstances', id)),
  handle: (input, call) => ({
    TerminatingInstances: changeState(call, input.InstanceIds ?? [], {
      from: ['running', 'pending', 'stopping', 'stopped'],
      over: 'shutting-down',
      to: 'terminated',
      reason: {
        Code: 'Client.UserInitiatedShutdown',
        Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      },
      refuse(instance) {
        if (instance.disableApiTermination) {
          throw new AwsError(
            'OperationNotPermitted',
            `The instance '${instance.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
          );
        }
      },
    }),
  }),
});
