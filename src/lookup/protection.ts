import type { Image } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';

/** AWS will not deregister it: somebody has switched its deregistration protection on. */
export const isProtected = ({ deregistrationProtection: now }: Image): boolean =>
  now !== undefined && now !== '' && now !== 'disabled';

/** How to go on with a protected AMI, in one sentence. */
export function protectionRefusal(image: Image): UserError {
  const hasCooldown = image.deregistrationProtection?.includes('with-cooldown') ?? false;
  return new UserError(
    'not_possible',
    `${image.id} is protected from deregistration (${image.deregistrationProtection}).`,
    {
      field: 'image',
      hint: `Whoever may call ec2:DisableImageDeregistrationProtection in account ${image.ownerId} can switch that off${hasCooldown ? '; AWS then still refuses for 24 hours' : ''}. Or only deprecate and disable it: --deregister-after never.`,
    },
  );
}
