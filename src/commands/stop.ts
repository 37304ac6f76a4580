import { z } from 'zod';
import type { Machine } from '../core/aws-fleet.ts';
import { defineCommand } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import { stopJob } from '../jobs/stop/index.ts';
import { findViolations, violationArgument } from '../lookup/find-violations.ts';
import { reasonArgument, whereArguments } from '../lookup/image-arguments.ts';
import { placeName } from '../lookup/places.ts';

/** AWS writes it on every member of an Auto Scaling group. */
const groupTag = 'aws:autoscaling:groupName';

const field = 'what';

/** @throws UserError for an instance that cannot be stopped, or would only be replaced, with the way out */
function refuse({ id, state, tags, lifecycle, rootDeviceType, managedBy }: Machine, stopProtection: boolean): void {
  const group = tags[groupTag];
  if (group !== undefined)
    throw new UserError('not_possible', `${id} belongs to the Auto Scaling group ${group}, which would replace it.`, {
      field,
      hint: `Mend the group first: /ami replacement ${group} says how.`,
    });
  if (managedBy !== undefined)
    throw new UserError('not_possible', `${id} is managed by ${managedBy}, which alone may stop it.`, { field });
  if (state !== 'running' && state !== 'pending')
    throw new UserError('wrong_state', `${id} is ${state}.`, { field, hint: 'Only what runs can be stopped.' });
  if (rootDeviceType !== 'ebs')
    throw new UserError('not_possible', `${id} has its root disk on instance store and cannot be stopped.`, {
      field,
      hint: 'It can only be terminated, and its disks are gone then.',
    });
  if (lifecycle === 'spot')
    throw new UserError('not_possible', `${id} is a Spot Instance of a one-time request and cannot be stopped.`, {
      field,
      hint: 'It can only be terminated.',
    });
  if (stopProtection)
    throw new UserError('not_possible', `${id} is protected from being stopped.`, {
      field,
      hint: 'Its owner takes the protection off: disableApiStop.',
    });
}

const addressesOf = ({ interfaces }: Machine) =>
  interfaces.flatMap(({ addresses }) =>
    addresses.flatMap(({ address, publicAddress, isElastic }) => [
      { address, isPublic: false, isElastic: false },
      ...(publicAddress ? [{ address: publicAddress, isPublic: true, isElastic }] : []),
    ]),
  );

/** `/ami stop` */
export const stop = defineCommand({
  name: 'stop',
  summary: 'Stop an instance that runs from an AMI it should not',
  examples: ['stop i-0a1b2c3d4e5f60001 --reason "nobody knows it, and its tag is forged"'],
  details: [
    'Only where the configuration allows it (compliance.stopInstances), only what /ami compliance shows as open, and always after two people other than you have agreed, in every environment.',
    'An instance of an Auto Scaling group is refused: the group would replace it at once. What is stopped keeps its disks and can be started again; /ami undo does not do that.',
  ],
  menu: { group: 'Approvals', label: 'Stop an instance' },
  input: z.strictObject({
    what: violationArgument,
    reason: reasonArgument('Approvers read it; it stays in the audit log.', 'nobody knows it'),
    ...whereArguments,
  }),
  iam: reads('ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute'),
  job: stopJob,
  reason: (input) => input.reason,
  async plan(input, { settings, records, aws }) {
    if (!settings.compliance.stopInstances)
      throw new UserError('not_allowed', 'Assay may not stop instances here.', {
        hint: 'Whoever runs Assay allows it with compliance.stopInstances: true.',
      });
    const { place, environment, subject, violations } = await findViolations(input.what, { settings, records }, input);
    if (subject?.kind !== 'instance')
      throw new UserError('bad_input', `"${input.what}" is no instance.`, { field, hint: 'Give the id of one: i-….' });
    const [violation] = violations;
    if (violation.exemption)
      throw new UserError('not_possible', `${subject.id} is exempted by ${violation.exemption}.`, {
        field,
        hint: `End the exemption first: /ami undo ${violation.exemption}.`,
      });
    const fleet = aws.fleet(place);
    const [machine] = await fleet.machines({ ids: [subject.id] });
    if (!machine)
      throw new UserError('not_found', `AWS does not show ${subject.id} in ${placeName(place, settings)}.`, { field });
    const { stopProtection } = await fleet.attributes(subject.id);
    refuse(machine, stopProtection);
    const { image, finding, owner } = violation;
    return {
      place,
      environment,
      instanceId: machine.id,
      ...(machine.name ? { name: machine.name } : {}),
      type: machine.type,
      launchedAt: machine.launchedAt,
      image: { id: image.id, ...(image.name ? { name: image.name } : {}) },
      kind: finding.kind,
      ...(owner ? { owner } : {}),
      addresses: addressesOf(machine),
    };
  },
});
