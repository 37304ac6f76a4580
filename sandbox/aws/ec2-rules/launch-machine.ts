import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { newId } from '../ids.ts';
import { mayUseKey } from '../kms-rules/key-use.ts';
import { type Call, given } from '../server/action.ts';
import { findSnapshot } from '../world/places.ts';
import type { ImageRecord, InstanceRecord, VolumeRecord } from '../world/world.ts';
import { type LaunchNetwork, launchNetwork, newCard } from './launch-network.ts';
import { profileOf } from './launch-permissions.ts';
import { isArm, isKnownType, offeringsIn, zonesOf } from './offerings.ts';
import { tagsOnCreate } from './tags-on-create.ts';
import { imageById } from './visibility.ts';

/** Shares of the pace after which it runs, and after which its checks pass. */
const BOOT = 0.25;
const CHECKS = 0.75;

/** Makes the instance, its volumes and its card, or gives back the one its token made before. */
export async function launchMachine(call: Call, input: RunInstancesRequest): Promise<InstanceRecord> {
  const network = launchNetwork(call, input);
  const { ClientToken: token, DryRun: _, ...rest } = input;
  const parameters = JSON.stringify(rest);
  const tokenKey = `${network.subnet.zone} ${token}`;
  const before = token === undefined ? undefined : call.place.network.launches.get(tokenKey);
  if (before !== undefined) {
    if (before.parameters !== parameters) {
      throw new AwsError('IdempotentParameterMismatch', 'Arguments on this idempotent request are inconsistent');
    }
    const known = call.place.instances.get(before.instanceId);
    if (known !== undefined) {
      return known;
    }
  }
  const image = imageById(call, given(input.ImageId, 'imageId'));
  checkImage(image);
  checkType(call, given(input.InstanceType, 'instanceType'), image, network);
  checkDevices(input, image);
  checkKeyPair(call, input);
  const card = newCard(call, network);
  const id = newId('i');
  const now = call.now();
  const volumes = makeVolumes(call, input, image, id, network);
  // AWS takes the launch and finds out later that it cannot have the data keys.
  const keys = [...new Set(volumes.flatMap((volume) => volume.keyArn ?? []))];
  const verdicts = await Promise.all(keys.map((key) => mayUseKey(call, key)));
  const isKeyLost = verdicts.some((verdict) => !verdict.isUsable);
  const metadata = input.MetadataOptions;
  const type = given(input.InstanceType, 'instanceType');
  const instance: InstanceRecord = {
    id,
    accountId: call.account.id,
    region: call.region,
    state: 'pending',
    imageId: image.id,
    instanceType: type,
    architecture: image.architecture,
    launchTime: new Date(now),
    rootDeviceName: image.rootDeviceName,
    rootDeviceType: 'ebs',
    availabilityZone: network.subnet.zone,
    privateIpAddress: card.addresses[0]?.address ?? '',
    volumes: new Map(volumes.map((volume) => [volume.device, volume.id])),
    disableApiTermination: input.DisableApiTermination ?? false,
    userData: input.UserData,
    machine: {
      subnetId: network.subnet.id,
      vpcId: network.subnet.vpcId,
      securityGroupIds: network.securityGroupIds,
      keyName: input.KeyName,
      profile: profileOf(call, input)?.name,
      interfaces: [card],
      metadata: {
        tokens: metadata?.HttpTokens ?? 'required',
        hopLimit: metadata?.HttpPutResponseHopLimit ?? 2,
        endpoint: metadata?.HttpEndpoint ?? 'enabled',
        tags: metadata?.InstanceMetadataTags ?? 'disabled',
        ipv6: metadata?.HttpProtocolIpv6 ?? 'disabled',
      },
      monitoring: input.Monitoring?.Enabled ?? false,
      ebsOptimized: input.EbsOptimized ?? true,
      tenancy: input.Placement?.Tenancy ?? 'default',
      placementGroup: input.Placement?.GroupName,
      lifecycle: undefined,
      cpu: {
        cores: input.CpuOptions?.CoreCount ?? 1,
        threadsPerCore: input.CpuOptions?.ThreadsPerCore ?? (isArm(type) ? 1 : 2),
      },
      hibernation: input.HibernationOptions?.Configured ?? false,
      enclave: input.EnclaveOptions?.Enabled ?? false,
      credits: type.startsWith('t') ? (input.CreditSpecification?.CpuCredits ?? 'unlimited') : undefined,
      shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
      stopProtection: input.DisableApiStop ?? false,
      sourceDestCheck: true,
      autoRecovery: input.MaintenanceOptions?.AutoRecovery ?? 'default',
      healthyAt: now + call.settings.paceMs * CHECKS,
      isImpaired: false,
      transition: { to: isKeyLost ? 'terminated' : 'running', at: now + call.settings.paceMs * BOOT },
      stateReason: isKeyLost
        ? { Code: 'Client.InternalError', Message: 'Client.InternalError: Client error on launch' }
        : undefined,
    },
    reboots: 0,
  };
  call.place.instances.set(id, instance);
  const tags = tagsOnCreate(input.TagSpecifications, ['instance', 'volume', 'network-interface']);
  call.world.tags.put(id, call.account.id, tags.of('instance'));
  call.world.tags.put(card.id, call.account.id, tags.of('network-interface'));
  for (const volume of volumes) {
    call.place.volumes.set(volume.id, volume);
    call.world.tags.put(volume.id, call.account.id, tags.of('volume'));
  }
  if (token !== undefined) {
    call.place.network.launches.set(tokenKey, { instanceId: id, parameters });
  }
  return instance;
}

function checkImage(image: ImageRecord): void {
  if (image.state !== 'available') {
    throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${image.id}' is not available: ${image.state}`);
  }
}

function checkType(call: Call, type: string, image: ImageRecord, { subnet }: LaunchNetwork): void {
  if (!isKnownType(type)) {
    throw new AwsError('InvalidParameterValue', `Invalid value '${type}' for InstanceType.`);
  }
  if (isArm(type) !== (image.architecture === 'arm64')) {
    throw new AwsError(
      'InvalidParameterValue',
      `The architecture '${isArm(type) ? 'arm64' : 'x86_64'}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  }
  const zones = offeringsIn(call.region).flatMap((one) => (one.type === type ? [one.zone] : []));
  if (!zones.includes(subnet.zone)) {
    throw new AwsError(
      'Unsupported',
      `Your requested instance type (${type}) is not supported in your requested Availability Zone (${subnet.zone}). Please retry your request by not specifying an Availability Zone or choosing ${zonesOf(
        call.region,
      )
        .filter((zone) => zones.includes(zone))
        .join(', ')}.`,
    );
  }
}

function checkDevices(input: RunInstancesRequest, image: ImageRecord): void {
  for (const { DeviceName: name, Ebs: ebs } of input.BlockDeviceMappings ?? []) {
    const own = image.blockDevices.find((device) => device.device === name);
    if (own !== undefined && ebs?.VolumeSize !== undefined && ebs.VolumeSize < own.sizeGiB) {
      throw new AwsError(
        'InvalidBlockDeviceMapping',
        `Volume of size ${ebs.VolumeSize}GB is smaller than snapshot '${own.snapshotId}', expect size >= ${own.sizeGiB}GB`,
      );
    }
  }
}

function checkKeyPair(call: Call, input: RunInstancesRequest): void {
  if (input.KeyName !== undefined && !call.account.keyPairs.has(input.KeyName)) {
    throw new AwsError('InvalidKeyPair.NotFound', `The key pair '${input.KeyName}' does not exist`);
  }
}

function makeVolumes(
  call: Call,
  input: RunInstancesRequest,
  image: ImageRecord,
  instanceId: string,
  { subnet }: LaunchNetwork,
): readonly VolumeRecord[] {
  return image.blockDevices.map((device) => {
    const asked = input.BlockDeviceMappings?.find((mapping) => mapping.DeviceName === device.device)?.Ebs;
    const snapshot =
      device.snapshotId === undefined ? undefined : findSnapshot(call.world, call.region, device.snapshotId);
    const type = asked?.VolumeType ?? device.type ?? 'gp3';
    return {
      id: newId('vol'),
      accountId: call.account.id,
      region: call.region,
      sizeGiB: asked?.VolumeSize ?? device.sizeGiB,
      instanceId,
      device: device.device,
      availabilityZone: subnet.zone,
      createTime: new Date(call.now()),
      keyArn: snapshot?.keyArn,
      type,
      iops: asked?.Iops ?? device.iops ?? (type === 'gp3' ? 3000 : undefined),
      throughput: asked?.Throughput ?? device.throughput ?? (type === 'gp3' ? 125 : undefined),
      deleteOnTermination: asked?.DeleteOnTermination ?? device.deleteOnTermination,
      state: 'in-use',
    };
  });
}
