import type { Image, Place } from '../../core/aws.ts';
import type { PlanContext } from '../../core/command.ts';
import { code, type Offer } from '../../core/message.ts';
import { UserError } from '../../core/outcome.ts';
import type { Environment } from '../../core/settings.ts';
import { age } from '../../lookup/image-facts.ts';
import { judgeImages } from '../../lookup/judge-images.ts';
import { demandsApproval, environmentOf } from '../../lookup/launch-rule.ts';
import type { MachinePortrait } from '../../lookup/machine-portrait.ts';
import { misfit } from './given-image.ts';
import type { MigrateInput } from './input.ts';

/** AMIs of the instance that a move could launch from, newest first. */
async function imagesOf(portrait: MachinePortrait, place: Place, { aws }: PlanContext): Promise<readonly Image[]> {
  const filters = [{ name: 'source-instance-id', values: [portrait.machine.id] }];
  const images = await aws.ec2(place).images({ owners: ['self'], filters });
  return images
    .filter((image) => image.state === 'available' && misfit(image, portrait) === undefined)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
}

/** The newest that is proven to be approved, and the newest of all. */
async function bestOf(portrait: MachinePortrait, place: Place, { name }: Environment, context: PlanContext) {
  const images = await imagesOf(portrait, place, context);
  const judged = await judgeImages(images, name, context);
  return { approved: images.find(({ id }) => judged.get(id)?.kind === 'valid'), newest: images[0] };
}

/** The same move again, with an AMI. */
function moveWith(image: Image, instanceId: string, input: MigrateInput): Offer {
  return {
    label: `Move with ${image.name}…`,
    command: 'migrate',
    style: 'primary',
    input: {
      instance: instanceId,
      zone: input.zone,
      image: image.id,
      ...(input.subnet ? { subnet: input.subnet } : {}),
      ...(input['stop-source'] ? { 'stop-source': 'true' } : {}),
    },
  };
}

/**
 * Where only approved AMIs are launched, one that a move makes could not be: the way there is create, promote, and the
 * move with `--image`. What of it is done already is offered as a button.
 * @throws UserError needs_approval, where the environment of the account demands it
 */
export async function refuseUnapproved(
  portrait: MachinePortrait,
  place: Place,
  input: MigrateInput,
  context: PlanContext,
): Promise<void> {
  const environment = environmentOf(place.account, context.settings);
  if (!demandsApproval(environment)) return;
  const { id } = portrait.machine;
  const { approved, newest } = await bestOf(portrait, place, environment, context);
  const create: Offer = { label: 'Create AMI…', command: 'create', input: { instance: id } };
  const promote: Offer | undefined = newest && {
    label: `Promote ${newest.name}…`,
    command: 'promote',
    input: { image: newest.id, environment: environment.name },
  };
  throw new UserError(
    'needs_approval',
    `Only approved AMIs are launched in ${environment.name}, and one made at the move would not be approved.`,
    {
      field: 'instance',
      hint: approved
        ? `${approved.name} (${approved.id}) of this instance is approved (${age(approved.createdAt, context.requestedAt)}): move with it, or make a newer one first.`
        : 'Make the AMI first, have it approved, then move with it:',
      lines: [
        ['1. Make it: ', code(`/ami create ${id}`)],
        ['2. Have it approved: ', code(`/ami promote <its id> --environment ${environment.name}`)],
        ['3. Move with it: ', code(`/ami migrate ${id} to ${input.zone} --image <its id>`)],
      ],
      offers: [
        ...(approved ? [moveWith(approved, id, input)] : []),
        create,
        ...(promote && newest?.id !== approved?.id ? [promote] : []),
      ],
    },
  );
}
