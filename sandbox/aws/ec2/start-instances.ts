import type { StartInstancesRequest, StartInstancesResult } from '@aws-sdk/client-ec2';
import { changeState } from '../ec2-rules/change-state.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

export const startInstances = defineEc2Action<StartInstancesRequest, StartInstancesResult>({
  name: 'StartInstances',
  bucket: 'launch',
  permissions: (input, call) => (input.InstanceIds ?? []).map((id) => resourcePermission(call, 'StartInstances', id)),
  handle(input, call) {
    const StartingInstances = changeState(call, input.InstanceIds ?? [], {
      from: ['stopped'],
      over: 'pending',
      to: 'running',
    });
    for (const id of input.InstanceIds ?? []) {
      const machine = call.place.instances.get(id)?.machine;
      if (machine?.transition !== undefined) {
        machine.healthyAt = call.now() + call.settings.paceMs;
      }
    }
    return { StartingInstances };
  },
});
