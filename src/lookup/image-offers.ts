import type { Image } from '../core/aws.ts';
import type { CommandHelp } from '../core/command.ts';
import type { Offer } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import { makerOf } from './maker-of.ts';

/**
 * What makes sense to do next with an AMI, likeliest first. Only what there is a command for: offers are data, and a
 * button for nothing is worse than none.
 * @param approved environments it is proven to be approved for
 */
export function imageOffers(
  image: Image,
  approved: readonly string[],
  { settings, help }: { readonly settings: Settings; readonly help: readonly CommandHelp[] },
): readonly Offer[] {
  const { account, region } = image.place;
  const isOwn = image.ownerId === account;
  const isFree = isOwn && makerOf(image, settings)?.isManaged !== true;
  const environment = settings.defaultEnvironment;
  const isReady = image.state === 'available';
  const offer = (label: string, command: string, more: Readonly<Record<string, string>> = {}): Offer => ({
    label,
    command,
    input: { image: image.id, ...more },
  });
  const wished: readonly (Offer | false | undefined)[] = [
    isReady &&
      isFree &&
      environment !== undefined &&
      !approved.includes(environment) &&
      offer(`Promote to ${environment}…`, 'promote', { environment }),
    isReady && offer('Launch…', 'launch'),
    isReady && isFree && offer('Share…', 'share'),
    isReady && offer('Copy…', 'copy'),
    isOwn && image.state === 'disabled' && offer('Restore…', 'restore'),
    isFree && isReady && offer('Retire…', 'retire'),
    ...approved.map((name) => offer(`Verify for ${name}`, 'verify', { environment: name, account, region })),
  ];
  const known = new Set(help.map(({ name }) => name));
  return wished.filter((one): one is Offer => Boolean(one) && known.has((one as Offer).command));
}
