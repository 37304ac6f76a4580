import type { ElasticAddress, Machine, Subnet, TargetGroupMembership } from '../../core/aws-fleet.ts';
import type { MachinePortrait } from '../../lookup/machine-portrait.ts';

export interface Surroundings {
  readonly subnet: Subnet;
  readonly elastic: readonly ElasticAddress[];
  readonly targetGroups: readonly TargetGroupMembership[];
  /** Target groups of the VPC that were too many to ask. */
  readonly unasked: number;
}

/** A type with local disks: `m5d`, `c6gd`, `i4i`, `d3`, `h1`. Their content is never in an AMI. */
const hasLocalDisks = (type: string): boolean =>
  /^([a-z]+\d+[a-z]*d[a-z]*|[idh]m?\d\w*)\./.test(type) && !type.startsWith('mac');

/** The ordinary public address, which comes and goes with the instance. */
export const plainPublicAddress = (machine: Machine): string | undefined =>
  machine.interfaces[0]?.addresses.find(({ isPrimary, isElastic }) => isPrimary && !isElastic)?.publicAddress;

function addresses({ machine }: MachinePortrait, { subnet }: Surroundings): readonly string[] {
  const card = machine.interfaces[0];
  const secondary = (card?.addresses ?? []).filter(({ isPrimary }) => !isPrimary).map(({ address }) => address);
  const plain = plainPublicAddress(machine);
  return [
    `Private address ${machine.privateAddress ?? ''} becomes a new one from ${subnet.id} (${subnet.cidr}), and with it the private DNS name.`,
    ...(secondary.length > 0 ? [`Secondary private addresses do not come along: ${secondary.join(', ')}.`] : []),
    ...(plain ? [`Public address ${plain} stays with the old one; the new one gets another.`] : []),
    ...((card?.ipv6.length ?? 0) > 0 ? [`IPv6 addresses ${card?.ipv6.join(', ')} become a new one.`] : []),
    ...((card?.prefixes.length ?? 0) > 0
      ? [`Delegated prefixes do not come along: ${card?.prefixes.join(', ')}.`]
      : []),
  ];
}

function placement({ machine }: MachinePortrait): readonly string[] {
  return [
    ...(machine.lifecycle === 'spot' ? ['It is a spot instance; the new one is bought on demand.'] : []),
    ...(machine.tenancy === 'dedicated'
      ? ['Dedicated hardware: the new one is dedicated as well, and costs as much again.']
      : []),
    ...(machine.placementGroup ? [`The new one is not in the placement group ${machine.placementGroup}.`] : []),
    ...(machine.capacityReservationId
      ? [`The new one does not use the capacity reservation ${machine.capacityReservationId}.`]
      : []),
    ...(machine.licenses.length > 0 ? [`Licences are not carried over: ${machine.licenses.join(', ')}.`] : []),
  ];
}

function volumes({ machine, volumes: all }: MachinePortrait): readonly string[] {
  const tagged = all.filter(({ tags }) => Object.keys(tags).some((key) => key !== 'Name' && !key.startsWith('aws:')));
  const kept = all.filter(({ deleteOnTermination }) => !deleteOnTermination).map(({ device }) => device);
  return [
    `${all.length === 1 ? 'Its volume becomes a new one' : `Its ${all.length} volumes become new ones`}, filled from snapshots while it runs: first reads are slow.`,
    ...(tagged.length > 0 ? [`Tags of volumes do not come along: ${tagged.map(({ id }) => id).join(', ')}.`] : []),
    ...(kept.length > 0
      ? [
          `${kept.join(', ')} ${kept.length === 1 ? 'stays' : 'stay'} behind when the new one is terminated, as it is with the old one; Undo leaves it, too.`,
        ]
      : []),
    ...(hasLocalDisks(machine.type)
      ? [`What is on the local disks of ${machine.type} is lost: AMIs hold EBS volumes only.`]
      : []),
  ];
}

/** What will be other than it was, as far as AWS shows it; a sentence each, in a fixed order. */
export function changesOf(portrait: MachinePortrait, around: Surroundings): readonly string[] {
  const { machine, attributes } = portrait;
  const stack = machine.tags['aws:cloudformation:stack-name'];
  return [
    ...addresses(portrait, around),
    ...volumes(portrait),
    ...placement(portrait),
    ...(attributes.userData
      ? ['Its user data runs again: the new one boots for the first time under a new instance id.']
      : []),
    ...(stack ? [`The CloudFormation stack ${stack} knows only the old one; aws: tags do not come along.`] : []),
    'Everything that names the instance id knows only the old one: alarms, DNS records, backup plans, associations.',
  ];
}

/** What people have to do themselves once the new one runs, with the exact ids. */
export function byHandOf({ machine, attributes }: MachinePortrait, around: Surroundings): readonly string[] {
  return [
    ...around.targetGroups.map(
      ({ arn, name, port, by }) =>
        `Target group ${name}: register the new ${by === 'ip' ? 'address' : 'instance'}${port === undefined ? '' : ` on port ${port}`}, deregister ${by === 'ip' ? (machine.privateAddress ?? machine.id) : machine.id} (${arn}).`,
    ),
    ...(around.unasked > 0
      ? [`${around.unasked} more target groups of the network were not looked at: check them.`]
      : []),
    ...around.elastic.map(
      ({ address, allocationId }) =>
        `Elastic IP ${address} (${allocationId}) stays at the old one: associate it with the new one.`,
    ),
    ...(machine.sourceDestCheck
      ? []
      : ['The source/destination check is off on the old one: turn it off on the new one.']),
    ...(attributes.terminationProtection
      ? ['Termination protection is on for the old one: turn it on for the new one. Until then it can be undone.']
      : []),
    ...(attributes.stopProtection ? ['Stop protection is on for the old one: turn it on for the new one.'] : []),
  ];
}
