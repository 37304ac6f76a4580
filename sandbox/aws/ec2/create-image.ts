import type { CreateImageRequest, CreateImageResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { mapDevices } from '../ec2-rules/image-devices.ts';
import { checkImageDescription, checkImageName, refuseTakenName } from '../ec2-rules/image-name.ts';
import { newResourcePermission, resourcePermission, tagOnCreatePermissions } from '../ec2-rules/permissions.ts';
import { newSnapshot } from '../ec2-rules/snapshots.ts';
import { tagsOnCreate } from '../ec2-rules/tags-on-create.ts';
import { checkInstanceId, instanceById } from '../ec2-rules/visibility.ts';
import { newId } from '../ids.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';
import type { InstanceRecord } from '../world/world.ts';

/** There is no client token: a call that is repeated with another name makes another image and another reboot. */
export const createImage = defineEc2Action<CreateImageRequest, CreateImageResult>({
  name: 'CreateImage',
  bucket: 'write',
  permissions(input, call) {
    const instanceId = given(input.InstanceId, 'instanceId');
    checkInstanceId(instanceId);
    checkImageName(given(input.Name, 'name'));
    checkImageDescription(input.Description);
    const tags = tagsOnCreate(input.TagSpecifications, ['image', 'snapshot']);
    const volumeIds = [...(call.place.instances.get(instanceId)?.volumes.values() ?? [])];
    return [
      resourcePermission(call, 'CreateImage', instanceId),
      newResourcePermission(call, 'ec2:CreateImage', 'image', tags.context('image')),
      ...volumeIds.map((id) =>
        newResourcePermission(call, 'ec2:CreateImage', 'snapshot', {
          ...tags.context('snapshot'),
          'ec2:ParentVolume': `arn:aws:ec2:${call.region}:${call.account.id}:volume/${id}`,
        }),
      ),
      ...tagOnCreatePermissions(call, 'CreateImage', input.TagSpecifications ?? []),
    ];
  },
  handle(input, call) {
    const instance = instanceById(call, given(input.InstanceId, 'instanceId'));
    const name = given(input.Name, 'name');
    checkInstance(instance);
    refuseTakenName(call, name);
    const tags = tagsOnCreate(input.TagSpecifications, ['image', 'snapshot']);
    const devices = mapDevices(call, instance, input.BlockDeviceMappings ?? []);
    if (input.NoReboot === true) {
      refuseCrowd(call, instance);
    }

    const imageId = newId('ami');
    const sources = devices.flatMap((device) => (device.volume === undefined ? [] : [device.volume]));
    const snapshots = new Map(
      sources.map((volume, index) => [
        volume.id,
        newSnapshot(call, volume, { imageId, instanceId: instance.id, share: (index + 1) / sources.length }),
      ]),
    );
    for (const snapshot of snapshots.values()) {
      call.place.snapshots.set(snapshot.id, snapshot);
      call.world.tags.put(snapshot.id, call.account.id, tags.of('snapshot'));
    }
    if (input.NoReboot !== true && instance.state === 'running') {
      instance.reboots += 1;
    }
    const lag = call.settings.newImageLag;
    call.place.images.set(imageId, {
      id: imageId,
      accountId: call.account.id,
      region: call.region,
      name,
      description: input.Description,
      state: 'pending',
      stateReason: undefined,
      creationDate: new Date(call.now()),
      architecture: instance.architecture,
      rootDeviceName: instance.rootDeviceName,
      rootDeviceType: 'ebs',
      blockDevices: devices.map((device) => ({
        device: device.device,
        snapshotId: snapshots.get(device.volume?.id ?? '')?.id,
        sizeGiB: device.sizeGiB,
        encrypted: device.encrypted,
        deleteOnTermination: device.deleteOnTermination,
        ...(device.volume === undefined
          ? {}
          : { type: device.volume.type, iops: device.volume.iops, throughput: device.volume.throughput }),
      })),
      isPublic: false,
      launchPermissions: new Set(),
      sourceInstanceId: instance.id,
      sourceImageId: instance.imageId,
      sourceImageRegion: call.region,
      deprecationTime: undefined,
      deregistrationProtection: 'disabled',
      productCodes: [],
      ownerAlias: undefined,
      scanResults: undefined,
      findings: [],
      noReboot: input.NoReboot === true,
      lag: lag === undefined ? undefined : { until: call.now() + (lag.ms ?? 0), looksLeft: lag.looks ?? 0 },
    });
    call.world.tags.put(imageId, call.account.id, tags.of('image'));
    return { ImageId: imageId };
  },
});

function checkInstance(instance: InstanceRecord): void {
  if (instance.state !== 'running' && instance.state !== 'stopped') {
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${instance.id}' is not in a state from which an image can be created: ${instance.state}`,
    );
  }
  if (instance.rootDeviceType !== 'ebs') {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${instance.id}) for parameter instanceId is invalid. Instance does not have a volume attached at root (${instance.rootDeviceName}).`,
    );
  }
}

function refuseCrowd(call: Call, instance: InstanceRecord): void {
  const pending = [...call.place.images.values()].filter(
    (image) => image.state === 'pending' && image.noReboot && image.sourceInstanceId === instance.id,
  );
  if (pending.length >= call.settings.maxNoRebootImages) {
    throw new AwsError(
      'ConcurrentCreateImageNoRebootLimitExceeded',
      `The maximum number of concurrent CreateImage requests with no reboot for the instance '${instance.id}' has been reached.`,
    );
  }
}
