import type { Image, Place } from '../../core/aws.ts';
import type { PlanContext } from '../../core/command.ts';
import { UserError } from '../../core/outcome.ts';
import type { GivenImage } from '../../jobs/migrate/plan.ts';
import { findImage } from '../../lookup/find-image.ts';
import { age } from '../../lookup/image-facts.ts';
import { launchApproval } from '../../lookup/launch-approval.ts';
import { environmentOf } from '../../lookup/launch-rule.ts';
import type { MachinePortrait } from '../../lookup/machine-portrait.ts';

const again = 'Make a new one with /ami create.';

/** Why an AMI of the instance does not hold the volumes it has now; undefined when it does. */
export function misfit(image: Image, { machine, volumes }: MachinePortrait): string | undefined {
  const held = new Map(image.volumes.map(({ device, sizeGiB }) => [device, sizeGiB]));
  const missing = volumes.filter(({ device }) => !held.has(device));
  if (missing.length > 0)
    return `${image.id} does not hold every volume of ${machine.id}: ${missing.map(({ device, id }) => `${device} (${id})`).join(', ')} was attached after it was made.`;
  // AWS makes no volume that is smaller than its snapshot.
  const shrunk = volumes.find(({ device, sizeGiB }) => sizeGiB < (held.get(device) ?? 0));
  if (shrunk)
    return `${shrunk.device} of ${machine.id} has ${shrunk.sizeGiB} GiB, but ${held.get(shrunk.device)} GiB in ${image.id}: it is another volume by now.`;
  return undefined;
}

/** What the AMI has and the instance does not have any more. */
function extras(image: Image, { volumes }: MachinePortrait): readonly string[] {
  const gone = image.volumes.filter(({ device }) => !volumes.some((volume) => volume.device === device));
  if (gone.length === 0) return [];
  const devices = gone.map(({ device, sizeGiB }) => `${device} (${sizeGiB} GiB)`).join(', ');
  return [`The AMI holds ${devices}, which the old one does not have any more: the new one has it again.`];
}

/**
 * The AMI that a move is to launch from: made of this very instance, available, with all its volumes, and allowed to be
 * launched where the instance is.
 * @throws UserError about the field `image`
 */
export async function givenImage(
  text: string,
  portrait: MachinePortrait,
  place: Place,
  context: PlanContext,
): Promise<{ readonly image: GivenImage; readonly changes: readonly string[] }> {
  const { machine } = portrait;
  const image = await findImage(text, context, place);
  const no = (code: 'not_possible' | 'wrong_state', message: string, hint: string): UserError =>
    new UserError(code, message, { field: 'image', hint });
  // Only its owner is told what an AMI was made of; and a copy was made of an AMI.
  if (image.sourceInstanceId !== machine.id)
    throw no(
      'not_possible',
      `${image.id} was not made of ${machine.id}${image.sourceInstanceId ? ` but of ${image.sourceInstanceId}` : ', as far as AWS says'}.`,
      `Name one that was made of it. ${again}`,
    );
  if (image.state !== 'available')
    throw no(
      'wrong_state',
      `${image.id} is ${image.state}; only an available AMI can be launched.`,
      image.state === 'pending' ? 'Ask again when it is available.' : `Name another one. ${again}`,
    );
  const why = misfit(image, portrait);
  if (why) throw no('not_possible', why, again);
  const approval = await launchApproval(image, place.account, context);
  return {
    image: {
      imageId: image.id,
      name: image.name,
      createdAt: image.createdAt,
      age: age(image.createdAt, context.requestedAt),
      environment: environmentOf(place.account, context.settings).name,
      ...approval,
    },
    changes: extras(image, portrait),
  };
}
