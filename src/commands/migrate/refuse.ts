import { UserError } from '../../core/outcome.ts';
import type { Settings } from '../../core/settings.ts';
import type { MachinePortrait } from '../../lookup/machine-portrait.ts';
import { refuseRole } from '../../lookup/refuse-role.ts';

/** AWS allows 50 tags, and Assay writes three. */
const mostTags = 47;

const field = 'instance';
const no = (message: string, hint: string, of = field): UserError =>
  new UserError('not_possible', message, { field: of, hint });

/** What ties an instance to something that a move by image would break. */
function refuseTies({ machine, volumes }: MachinePortrait): void {
  const group = machine.tags['aws:autoscaling:groupName'];
  if (group)
    throw no(
      `${machine.id} belongs to the Auto Scaling group ${group}, which would replace it.`,
      'Change the zones or subnets of the group instead.',
    );
  if (machine.managedBy)
    throw no(`${machine.id} is managed by ${machine.managedBy}.`, 'Move it with the service that manages it.');
  if (machine.rootDeviceType !== 'ebs')
    throw no(
      `${machine.id} has its root disk on instance store; AWS makes AMIs of EBS-backed instances only.`,
      'Move it to an EBS-backed AMI first.',
    );
  const [, ...others] = machine.interfaces;
  if (others.length > 0)
    throw no(
      `${machine.id} has further network interfaces, which stay in their zone: ${others.map(({ id }) => id).join(', ')}.`,
      'Detach them first, or rebuild it there by hand.',
    );
  if (machine.tenancy === 'host')
    throw no(
      `${machine.id} runs on the dedicated host ${machine.hostId ?? ''}, which stays in its zone.`,
      'Allocate a host there and move it by hand.',
    );
  const shared = volumes.find(({ isMultiAttach }) => isMultiAttach);
  if (shared)
    throw no(
      `Volume ${shared.id} of ${machine.id} may be attached to several instances at once; a copy would part from it.`,
      'Detach it first.',
    );
  if (machine.lifecycle && machine.lifecycle !== 'spot')
    throw no(`${machine.id} runs in a ${machine.lifecycle}, which stays in its zone.`, 'Move it by hand.');
}

function refuseStop({ machine, attributes }: MachinePortrait): void {
  if (machine.lifecycle === 'spot')
    throw no(
      `${machine.id} is a spot instance, which cannot simply be stopped.`,
      'Leave out --stop-source.',
      'stop-source',
    );
  if (attributes.stopProtection)
    throw no(
      `${machine.id} is protected from being stopped.`,
      'Take the protection off, or leave out --stop-source.',
      'stop-source',
    );
}

/** @throws UserError for what cannot be moved, or should not be like this */
export function refuseMove(
  portrait: MachinePortrait,
  asked: { readonly accountId: string; readonly zone: string; readonly stopSource: boolean },
  settings: Settings,
): void {
  const { machine } = portrait;
  if (!['running', 'stopped'].includes(machine.state))
    throw new UserError('wrong_state', `${machine.id} is ${machine.state}; a move needs it running or stopped.`, {
      field,
      hint: ['terminated', 'shutting-down'].includes(machine.state)
        ? 'Choose another instance.'
        : 'Try again in a minute.',
    });
  if (asked.zone === machine.zone)
    throw new UserError('bad_input', `${machine.id} is in ${machine.zone} already.`, {
      field: 'zone',
      hint: 'Name another zone.',
    });
  refuseTies(portrait);
  if (asked.stopSource && machine.state === 'running') refuseStop(portrait);
  refuseRole(machine.profileArn?.split('/').at(-1), asked.accountId, settings, field);
  const own = Object.keys(machine.tags).filter((key) => !key.startsWith('aws:')).length;
  if (own > mostTags)
    throw no(`${machine.id} has ${own} tags; the new one needs room for three of Assay's.`, 'Remove some tags first.');
}
