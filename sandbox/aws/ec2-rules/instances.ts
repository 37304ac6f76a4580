import type { InstanceState } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { InstanceRecord } from '../world/world.ts';
import type { FilterTable } from './filters.ts';
import { checkInstanceId } from './visibility.ts';

const STATE_CODES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export const INSTANCE_FILTERS: FilterTable<InstanceRecord> = {
  architecture: (instance) => [instance.architecture],
  'availability-zone': (instance) => [instance.availabilityZone],
  'block-device-mapping.volume-id': (instance) => [...instance.volumes.values()],
  'image-id': (instance) => [instance.imageId],
  'instance-id': (instance) => [instance.id],
  'instance-state-name': (instance) => [instance.state],
  'instance-state-code': (instance) => [STATE_CODES[instance.state]],
  'instance-type': (instance) => [instance.instanceType],
  'launch-time': (instance) => [instance.launchTime.toISOString()],
  'owner-id': (instance) => [instance.accountId],
  'private-ip-address': (instance) => [instance.privateIpAddress],
  'root-device-type': (instance) => [instance.rootDeviceType],
  'subnet-id': (instance) => [instance.machine.subnetId],
  'vpc-id': (instance) => [instance.machine.vpcId],
};

export function instanceState(instance: InstanceRecord): InstanceState {
  return { Code: STATE_CODES[instance.state], Name: instance.state };
}

/**
 * The caller's instances of these ids; all for no ids.
 *
 * @throws AwsError `InvalidInstanceID.Malformed`, or `InvalidInstanceID.NotFound` when one of them is unknown
 */
export function instancesByIds(call: Call, ids: readonly string[]): readonly InstanceRecord[] {
  const own = [...call.place.instances.values()];
  if (ids.length === 0) {
    return own;
  }
  ids.forEach(checkInstanceId);
  const missing = ids.filter((id) => !call.place.instances.has(id));
  if (missing.length > 0) {
    throw new AwsError(
      'InvalidInstanceID.NotFound',
      missing.length === 1
        ? `The instance ID '${missing[0]}' does not exist`
        : `The instance IDs '${missing.join(', ')}' do not exist`,
    );
  }
  return own.filter((instance) => ids.includes(instance.id));
}
