import type { Place } from '../../core/aws.ts';
import type { FleetReader, Machine, Subnet } from '../../core/aws-fleet.ts';
import { defineCommand } from '../../core/command.ts';
import { reads } from '../../core/iam.ts';
import { UserError } from '../../core/outcome.ts';
import type { CreatePlan } from '../../jobs/create/plan.ts';
import { migrateJob } from '../../jobs/migrate/index.ts';
import type { MigratePlan } from '../../jobs/migrate/plan.ts';
import { chooseSubnetNeeds, clearSubnet, subnetNamed } from '../../lookup/choose-subnet.ts';
import { evidenceNeeds } from '../../lookup/evidence.ts';
import { findImageNeeds } from '../../lookup/find-image.ts';
import { findInstance, findInstanceNeeds } from '../../lookup/find-instance.ts';
import { type MachinePortrait, portraitNeeds, portraitOf, userDataDigest } from '../../lookup/machine-portrait.ts';
import { zoneNamed, zoneNeeds } from '../../lookup/zone-named.ts';
import { byHandOf, changesOf, plainPublicAddress } from './changes.ts';
import { givenImage } from './given-image.ts';
import { MigrateInput } from './input.ts';
import { refuseMove } from './refuse.ts';
import { refuseUnapproved } from './refuse-unapproved.ts';

/** Each costs a call, and the answer has to be there within three seconds. */
const mostTargetGroups = 20;

async function subnetIn(zone: string, machine: Machine, input: MigrateInput, fleet: FleetReader): Promise<Subnet> {
  if (!input.subnet) {
    const subnets = await fleet.subnets({
      filters: [
        { name: 'availability-zone', values: [zone] },
        { name: 'vpc-id', values: [machine.vpcId ?? ''] },
      ],
    });
    return clearSubnet(subnets, `in ${zone} of ${machine.vpcId}`);
  }
  const subnet = await subnetNamed(input.subnet, fleet, zone);
  const why =
    subnet.zone !== zone
      ? `is in ${subnet.zone}, not in ${zone}`
      : subnet.vpcId !== machine.vpcId
        ? `is in another network (${subnet.vpcId}) than ${machine.id}, whose security groups belong to ${machine.vpcId}`
        : undefined;
  if (why)
    throw new UserError('bad_input', `${subnet.id} ${why}.`, { field: 'subnet', hint: 'Choose another subnet.' });
  return subnet;
}

/** The AMI that carries it over. */
function imagePlan(portrait: MachinePortrait, place: Place, zone: string, requestedAt: Date): CreatePlan {
  const { machine, volumes } = portrait;
  const stem = (machine.name ?? '').replace(/[^A-Za-z0-9()./_-]+/g, '-').slice(0, 60) || machine.id;
  const stamp = requestedAt.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  return {
    place,
    instanceId: machine.id,
    ...(machine.name ? { instanceName: machine.name } : {}),
    sourceImageId: machine.imageId,
    platform: machine.platform,
    name: `${stem}-to-${zone}-${stamp}`,
    description: `${machine.id} on its way to ${zone}, by Assay`,
    consistency: machine.state === 'stopped' ? 'stopped' : 'reboot',
    tags: {},
    volumes: volumes.map(({ device, id, sizeGiB, encrypted, keyArn }) => ({
      device,
      volumeId: id,
      sizeGiB,
      encrypted,
      ...(keyArn ? { keyArn } : {}),
    })),
  };
}

/** Tags of AWS cannot be written, and Assay's record of an earlier run is not this one's. */
const carriedTags = (machine: Machine, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(machine.tags).filter(
      ([key]) =>
        !key.startsWith('aws:') && ![`${prefix}run`, `${prefix}requester`, `${prefix}moved-from`].includes(key),
    ),
  );

function settingsOf(portrait: MachinePortrait, prefix: string): MigratePlan['settings'] {
  const { machine, attributes, volumes, credits } = portrait;
  return {
    type: machine.type,
    securityGroups: machine.securityGroups.map(({ id, name }) => ({ id, name })),
    ...(machine.keyName ? { keyName: machine.keyName } : {}),
    ...(machine.profileArn ? { profileArn: machine.profileArn } : {}),
    publicAddress: plainPublicAddress(machine) !== undefined,
    ipv6: (machine.interfaces[0]?.ipv6.length ?? 0) > 0,
    ebsOptimized: machine.ebsOptimized,
    monitoring: machine.monitoring,
    ...(machine.metadata ? { metadata: machine.metadata } : {}),
    ...(machine.cpu ? { cpu: machine.cpu } : {}),
    ...(credits ? { credits } : {}),
    dedicated: machine.tenancy === 'dedicated',
    hibernation: machine.hibernation,
    enclave: machine.enclave,
    ...(machine.autoRecovery ? { autoRecovery: machine.autoRecovery } : {}),
    shutdownBehavior: attributes.shutdownBehavior,
    tags: carriedTags(machine, prefix),
    volumes: volumes.map(({ device, type, sizeGiB, iops, throughput, deleteOnTermination }) => ({
      device,
      type,
      sizeGiB,
      ...(iops === undefined ? {} : { iops }),
      ...(throughput === undefined ? {} : { throughput }),
      deleteOnTermination,
    })),
  };
}

/** `/ami migrate` */
export const migrate = defineCommand({
  name: 'migrate',
  summary: 'Move an instance to another zone by way of an AMI',
  examples: [
    'migrate shop-1 to eu-west-1b',
    'migrate i-0f1b2c3d4e5f60001 to b --subnet private-b --stop-source',
    'migrate web-prod-1 to b --image web-prod-1-2026-11-20-0900',
  ],
  details: [
    'An AMI is made with a reboot, a like instance is launched from it in the other zone, and when all of AWS’s status checks have passed both are compared side by side.',
    'Before anything happens you see what will change: addresses, volumes, placement, target groups and what you will have to do by hand.',
    'The old instance is left running unless you say --stop-source; then it is stopped only after the new one is healthy. It is never terminated.',
    'Where only approved AMIs may be launched, make one with create, have it approved with promote, and name it with --image. What was written since it was made is not on the new instance.',
    'Undo ends the new instance and removes the AMI that was made for the move; one you named stays.',
  ],
  menu: { group: 'AMIs', label: 'Move to another zone' },
  input: MigrateInput,
  iam: [
    ...findInstanceNeeds,
    ...portraitNeeds,
    ...chooseSubnetNeeds,
    ...zoneNeeds,
    ...findImageNeeds,
    ...evidenceNeeds,
    ...reads('ec2:DescribeAddresses'),
    ...reads('elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth'),
  ],
  job: migrateJob,
  async plan(input, context) {
    const { place, id } = await findInstance(input.instance, context, input);
    const fleet = context.aws.fleet(place);
    const [portrait, elastic] = await Promise.all([portraitOf(id, fleet), fleet.elasticAddresses(id)]);
    if (!portrait)
      throw new UserError('not_found', `AWS does not show ${id} any more.`, { field: 'instance', hint: 'Look again.' });
    const { machine } = portrait;
    const target = {
      id,
      vpcId: machine.vpcId ?? '',
      addresses: machine.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
    };
    const [zone, { groups, unasked }] = await Promise.all([
      zoneNamed(input.zone, machine.type, place.region, fleet),
      fleet.targetGroupsOf(target, mostTargetGroups),
    ]);
    const stopSource = input['stop-source'];
    refuseMove(portrait, { accountId: place.account, zone, stopSource }, context.settings);
    const [given] = await Promise.all([
      input.image === undefined ? undefined : givenImage(input.image, portrait, place, context),
      input.image === undefined ? refuseUnapproved(portrait, place, { ...input, zone }, context) : undefined,
    ]);
    const subnet = await subnetIn(zone, machine, input, fleet);
    const around = { subnet, elastic, targetGroups: groups, unasked };
    const digest = userDataDigest(portrait.attributes.userData);
    return {
      place,
      instanceId: id,
      ...(machine.name ? { instanceName: machine.name } : {}),
      fromZone: machine.zone,
      zone,
      subnet: { id: subnet.id, ...(subnet.name ? { name: subnet.name } : {}) },
      image: given?.image ?? imagePlan(portrait, place, zone, context.requestedAt),
      settings: settingsOf(portrait, context.settings.tags.prefix),
      ...(digest
        ? { userData: { digest, bytes: Buffer.from(portrait.attributes.userData ?? '', 'base64').length } }
        : {}),
      changes: [...changesOf(portrait, around), ...(given?.changes ?? [])],
      byHand: [...byHandOf(portrait, around)],
      stopSource,
    };
  },
});
