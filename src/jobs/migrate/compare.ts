import type { Machine } from '../../core/aws-fleet.ts';
import { type MachinePortrait, userDataDigest } from '../../lookup/machine-portrait.ts';
import type { Comparison } from './result.ts';

type Row = Comparison['moved'][number];

const none = 'none';
const list = (values: readonly string[]): string => (values.length > 0 ? [...values].sort().join(', ') : none);

function metadataWords(options: Machine['metadata']): string {
  if (!options?.isOn) return options ? 'off' : 'unknown';
  return `tokens ${options.tokens}, ${options.hopLimit} ${options.hopLimit === 1 ? 'hop' : 'hops'}${options.showsTags ? ', shows tags' : ''}`;
}

/** Type, size and speed by device; the key as well, since a launch may encrypt by default. */
const volumeWords = (portrait: MachinePortrait): string =>
  list(
    portrait.volumes.map(
      ({ device, type, sizeGiB, iops, throughput, encrypted, keyArn, deleteOnTermination }) =>
        `${device} ${sizeGiB} GiB ${type}${iops ? ` ${iops} IOPS` : ''}${throughput ? ` ${throughput} MiB/s` : ''}, ${
          encrypted ? `encrypted under ${keyArn?.split('/').at(-1) ?? 'an unknown key'}` : 'not encrypted'
        }${deleteOnTermination ? '' : ', kept when terminated'}`,
    ),
  );

/** People's own tags: those of AWS and of Assay's runs say something else about each instance. */
const tagWords = (machine: Machine, prefix: string): string =>
  list(
    Object.entries(machine.tags)
      .filter(([key]) => !key.startsWith('aws:') && !key.startsWith(prefix))
      .map(([key, value]) => `${key}=${value}`),
  );

const publicAddresses = (machine: Machine): string =>
  list(machine.interfaces.flatMap(({ addresses }) => addresses.flatMap(({ publicAddress }) => publicAddress ?? [])));

/** What a move changes by its nature. */
const moving = (portrait: MachinePortrait): readonly (readonly [string, string])[] => {
  const { machine } = portrait;
  return [
    ['Zone', machine.zone],
    ['Subnet', machine.subnetId ?? none],
    ['AMI', machine.imageId],
    ['Private address', list(machine.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)))],
    ['Public address', publicAddresses(machine)],
    ['Private DNS name', machine.privateDnsName ?? none],
    ['Bought as', machine.lifecycle ?? 'on demand'],
    ['Placement group', machine.placementGroup ?? none],
    ['Source/destination check', machine.sourceDestCheck ? 'on' : 'off'],
    ['Termination protection', portrait.attributes.terminationProtection ? 'on' : 'off'],
    ['Stop protection', portrait.attributes.stopProtection ? 'on' : 'off'],
  ];
};

/** What must not change. */
const staying = (portrait: MachinePortrait, prefix: string): readonly (readonly [string, string])[] => {
  const { machine, attributes } = portrait;
  return [
    ['Type', machine.type],
    ['Architecture', machine.architecture],
    ['Security groups', list(machine.securityGroups.map(({ id }) => id))],
    ['Role', machine.profileArn?.split('/').at(-1) ?? none],
    ['Key pair', machine.keyName ?? none],
    ['Volumes', volumeWords(portrait)],
    ['Tags', tagWords(machine, prefix)],
    ['User data', userDataDigest(attributes.userData) ?? none],
    ['Metadata service', metadataWords(machine.metadata)],
    ['Tenancy', machine.tenancy],
    ['Detailed monitoring', machine.monitoring ? 'on' : 'off'],
    ['EBS optimised', machine.ebsOptimized ? 'yes' : 'no'],
    ['CPU', machine.cpu ? `${machine.cpu.cores} x ${machine.cpu.threadsPerCore}` : 'unknown'],
    ['CPU credits', portrait.credits ?? none],
    ['Hibernation', machine.hibernation ? 'on' : 'off'],
    ['Enclave', machine.enclave ? 'on' : 'off'],
    ['Shutdown from inside', attributes.shutdownBehavior],
    ['Automatic recovery', machine.autoRecovery ?? 'default'],
  ];
};

function split(
  before: readonly (readonly [string, string])[],
  after: readonly (readonly [string, string])[],
): { readonly differ: readonly Row[]; readonly same: readonly string[] } {
  const rows = before.map(([label, value], index) => ({ label, before: value, after: after[index]?.[1] ?? none }));
  return {
    differ: rows.filter((row) => row.before !== row.after),
    same: rows.filter((row) => row.before === row.after).map(({ label }) => label),
  };
}

/** Old and new instance side by side, as AWS shows them both. */
export function compare(before: MachinePortrait, after: MachinePortrait, prefix: string): Comparison {
  const moved = split(moving(before), moving(after));
  const kept = split(staying(before, prefix), staying(after, prefix));
  return {
    moved: [...moved.differ],
    unexpected: [...kept.differ],
    // What is the same although a move may change it is no news: most of it is "none" twice.
    same: [...kept.same],
  };
}
