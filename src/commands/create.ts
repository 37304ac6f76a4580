import { z } from 'zod';
import type { Instance, Volume } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { argument, TagPairs } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { createJob } from '../jobs/create/index.ts';
import type { Consistency } from '../jobs/create/plan.ts';
import { findInstance, findInstanceNeeds } from '../lookup/find-instance.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { checkImageName, imageDescription, refuseTags } from '../lookup/new-image.ts';
import { placeName } from '../lookup/places.ts';

const CreateInput = z.strictObject({
  instance: argument(z.string().trim().min(1), {
    title: 'Instance',
    hint: 'Its id, its Name tag, or tag:key=value.',
    position: 0,
    choices: 'instance',
    example: 'web-1',
  }),
  name: argument(z.string().trim().optional(), {
    title: 'Name of the AMI',
    hint: '3 to 127 letters, digits and ( ) . / _ -; left out: the instance with date and time.',
    example: 'web-2026-11-23',
  }),
  'no-reboot': argument(z.boolean().default(false), {
    title: 'Do not reboot the instance',
    hint: 'Faster and without an interruption, but the integrity of the file systems is not guaranteed.',
  }),
  description: argument(z.string().max(200).optional(), {
    title: 'Description',
    hint: 'What this AMI is for; stands on the AMI.',
    example: 'before the library upgrade',
  }),
  tags: argument(TagPairs.default({}), {
    title: 'Tags',
    hint: 'key=value, on the AMI and its snapshots.',
    example: 'team=shop',
  }),
  ...whereArguments,
});

/** A Name tag may hold anything; what is left of it may be nothing. */
const nameStem = (instance: Instance): string =>
  (instance.name ?? '')
    .replace(/[^A-Za-z0-9()./_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100) || instance.id;

function nameFor(input: z.output<typeof CreateInput>, instance: Instance, requestedAt: Date): string {
  const stamp = requestedAt.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  return checkImageName(input.name ?? `${nameStem(instance)}-${stamp}`);
}

function consistencyFor(instance: Instance, noReboot: boolean): Consistency {
  if (instance.state === 'stopped') return 'stopped';
  return noReboot ? 'no-reboot' : 'reboot';
}

function refuseState(instance: Instance, context: PlanContext): void {
  const where = placeName(instance.place, context.settings);
  if (instance.rootDeviceType !== 'ebs')
    throw new UserError(
      'not_possible',
      `${instance.id} in ${where} has its root disk on instance store; AWS makes AMIs of EBS-backed instances only.`,
      {
        field: 'instance',
        hint: 'Move it to an EBS-backed AMI first.',
      },
    );
  if (!['running', 'stopped'].includes(instance.state))
    throw new UserError(
      'wrong_state',
      `${instance.id} in ${where} is ${instance.state}; an AMI needs it running or stopped.`,
      {
        field: 'instance',
        hint: ['terminated', 'shutting-down'].includes(instance.state)
          ? 'Choose another instance.'
          : 'Try again in a minute.',
      },
    );
}

/** By device: AWS promises no order, and the plan must come out equal when it is made again. */
function volumesOf(instance: Instance, seen: readonly Volume[]) {
  const byId = new Map(seen.map((volume) => [volume.id, volume]));
  return instance.volumes
    .map(({ device, volumeId }) => {
      const volume = byId.get(volumeId);
      // Without it people would read "0 GiB, not encrypted", which nobody knows.
      if (!volume)
        throw new UserError('aws_busy', `AWS does not show volume ${volumeId} of ${instance.id} at the moment.`, {
          field: 'instance',
          hint: 'It may just have been attached or detached: try again in a minute.',
        });
      const { sizeGiB, encrypted, keyArn } = volume;
      return { device, volumeId, sizeGiB, encrypted, ...(keyArn === undefined ? {} : { keyArn }) };
    })
    .sort((a, b) => (a.device < b.device ? -1 : 1));
}

async function refuseTakenName(name: string, instance: Instance, context: PlanContext): Promise<void> {
  const [taken] = await context.aws
    .ec2(instance.place)
    .images({ owners: ['self'], filters: [{ name: 'name', values: [name] }] });
  if (!taken) return;
  throw new UserError(
    'name_taken',
    `The name "${name}" is taken by ${taken.id} in ${placeName(instance.place, context.settings)}.`,
    {
      field: 'name',
      hint: 'Choose another name; AWS wants it unique in an account and Region.',
    },
  );
}

/** `/ami create` */
export const create = defineCommand({
  name: 'create',
  summary: 'Turn an instance into an AMI, with or without a reboot',
  examples: [
    'create web-1 --name web-2026-11-23',
    'create i-0a1b2c3d4e5f60001 --no-reboot team=shop',
    'create tag:Role=api --description "before the library upgrade"',
  ],
  details: [
    'The instance is rebooted so that its file systems are consistent: AWS shuts it down, takes the snapshots and starts it again. You see this before it happens and can cancel.',
    'With --no-reboot it keeps running; AWS then cannot guarantee the integrity of the file systems. The AMI carries a tag that says which one it was.',
  ],
  menu: { group: 'AMIs', label: 'Create an AMI' },
  input: CreateInput,
  iam: [...findInstanceNeeds, ...reads('ec2:DescribeImages', 'ec2:DescribeVolumes')],
  job: createJob,
  reason: (input) => input.description,
  async plan(input, context) {
    refuseTags(input.tags, context.settings);
    const instance = await findInstance(input.instance, context, input);
    refuseState(instance, context);
    const name = nameFor(input, instance, context.requestedAt);
    const ec2 = context.aws.ec2(instance.place);
    const [, volumes] = await Promise.all([
      refuseTakenName(name, instance, context),
      ec2.volumes(instance.volumes.map((volume) => volume.volumeId)),
    ]);
    return {
      place: instance.place,
      instanceId: instance.id,
      ...(instance.name === undefined ? {} : { instanceName: instance.name }),
      sourceImageId: instance.imageId,
      platform: instance.platform,
      name,
      description: imageDescription(input.description ?? `From ${instance.name ?? instance.id}, by Assay`),
      consistency: consistencyFor(instance, input['no-reboot']),
      tags: input.tags,
      volumes: volumesOf(instance, volumes),
    };
  },
});
