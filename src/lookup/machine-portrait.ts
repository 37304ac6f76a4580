import { createHash } from 'node:crypto';
import type { FleetReader, Machine, MachineAttributes, MachineVolume } from '../core/aws-fleet.ts';
import { reads } from '../core/iam.ts';
import { BusyError, UserError } from '../core/outcome.ts';

/** What a portrait needs of IAM. */
export const portraitNeeds = reads(
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstanceCreditSpecifications',
  'ec2:DescribeVolumes',
);

/** An instance with all that makes a like one. */
export interface MachinePortrait {
  readonly machine: Machine;
  readonly attributes: MachineAttributes;
  /** In the order of the machine's devices. */
  readonly volumes: readonly (MachineVolume & { readonly device: string; readonly deleteOnTermination: boolean })[];
  readonly credits: string | undefined;
}

/** Only burstable types have credits. */
const isBurstable = (type: string): boolean => type.startsWith('t');

/** @returns undefined for an instance AWS does not show. @throws UserError aws_busy while a volume of it is not shown */
export async function portraitOf(instanceId: string, fleet: FleetReader): Promise<MachinePortrait | undefined> {
  const [machine] = await fleet.machines({ ids: [instanceId] });
  if (!machine) return undefined;
  const [attributes, volumes, credits] = await Promise.all([
    fleet.attributes(instanceId),
    fleet.volumes(machine.volumes.map(({ volumeId }) => volumeId)),
    isBurstable(machine.type) ? fleet.credits(instanceId) : undefined,
  ]);
  return {
    machine,
    attributes,
    credits,
    volumes: machine.volumes.map(({ device, volumeId, deleteOnTermination }) => {
      const volume = volumes.find(({ id }) => id === volumeId);
      if (volume) return { ...volume, device, deleteOnTermination };
      throw new UserError('aws_busy', `AWS does not show volume ${volumeId} of ${instanceId} at the moment.`, {
        field: 'instance',
        hint: 'It may just have been attached or detached: try again in a minute.',
      });
    }),
  };
}

/** The same for a job: what is not shown yet will be. */
export async function portraitSoon(instanceId: string, fleet: FleetReader): Promise<MachinePortrait> {
  const portrait = await portraitOf(instanceId, fleet);
  if (!portrait) throw new BusyError(`AWS does not show ${instanceId} at the moment`, { waitMs: 2000 });
  return portrait;
}

/** User data may hold secrets: only this stands in plans and messages. */
export const userDataDigest = (base64: string | undefined): string | undefined =>
  base64 === undefined ? undefined : createHash('sha256').update(base64).digest('hex').slice(0, 16);
