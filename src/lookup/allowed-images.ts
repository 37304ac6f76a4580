import type { Image } from '../core/aws.ts';
import type { PlanContext } from '../core/command.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import type { Taker } from './takers.ts';

/** What looking at the takers' side needs of IAM, and at the owner's key policies and permissions. */
export const takerNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImageAttribute', 'ec2:GetAllowedImagesSettings'),
  { action: 'kms:GetKeyPolicy', on: ['customer-key'] },
];

/** The side of those who are to get an AMI, as far as Assay can look at it. */
export interface TakersSide {
  /** Names of takers Assay has no role in, there. */
  readonly unseen: readonly string[];
  /** What may still stand in their way. */
  readonly doubts: readonly string[];
}

/**
 * Asks every account that is to get the AMI whether it allows AMIs of this owner ("Allowed AMIs"): one that does not would
 * see nothing, whatever is shared.
 * @param field of the input that names the takers
 * @throws UserError not_possible with the account and the way out
 */
export async function allowedBy(
  takers: readonly Taker[],
  image: Pick<Image, 'place' | 'ownerId'>,
  context: PlanContext,
  field = 'with',
): Promise<TakersSide> {
  const { settings, aws } = context;
  const { region } = image.place;
  const unseen: string[] = [];
  const doubts: string[] = [];
  const answers = await Promise.all(
    takers.map(async (taker) => {
      const isOurs = settings.accounts.some(({ id, regions }) => id === taker.value && regions.includes(region));
      if (!isOurs) return { taker, allowed: undefined };
      return { taker, allowed: await aws.sharing({ account: taker.value, region }).allowedImages() };
    }),
  );
  for (const { taker, allowed } of answers) {
    if (!allowed) unseen.push(taker.name);
    else if (allowed.state !== 'disabled' && allowed.criteria.length > 0) {
      const fitting = allowed.criteria.filter(
        ({ providers }) => providers.length === 0 || providers.includes(image.ownerId),
      );
      if (fitting.length === 0 && allowed.state === 'enabled')
        throw new UserError(
          'not_possible',
          `${taker.name} does not allow AMIs of ${image.ownerId} in ${region} (Allowed AMIs): it would see nothing of it.`,
          {
            field,
            hint: `Have ${image.ownerId} added to the allowed providers of ${taker.name} and ask again.`,
          },
        );
      if (fitting.length === 0)
        doubts.push(`${taker.name} is about to allow no AMIs of ${image.ownerId} (audit mode).`);
      else if (fitting.every(({ asksForMore }) => asksForMore))
        doubts.push(
          `${taker.name} allows only some AMIs of ${image.ownerId}; whether this is one of them, AWS decides.`,
        );
    }
  }
  return { unseen, doubts };
}
