import type { Image } from '../../core/aws.ts';
import type { PlanContext } from '../../core/command.ts';
import { UserError } from '../../core/outcome.ts';
import type { SharingAfter } from '../../jobs/copy/plan.ts';
import type { CopyTarget } from '../../jobs/copy-target/plan.ts';
import { allowedBy } from '../../lookup/allowed-images.ts';
import { accountName } from '../../lookup/places.ts';
import { someAtATime } from '../../lookup/some-at-a-time.ts';
import { type Taker, takersOf } from '../../lookup/takers.ts';
import { takersToLetIn } from '../../lookup/takers-to-let-in.ts';

const field = 'share-after';
/** Stands for the copies' own ids, which nobody knows yet. */
const someCopy = 'ami-copy';

function refuseOwners(takers: readonly Taker[], targets: readonly CopyTarget[], context: PlanContext): void {
  const owner = targets.find(({ place }) => takers.some(({ value }) => value === place.account));
  if (!owner) return;
  const name = accountName(owner.place.account, context.settings);
  throw new UserError('bad_input', `The copies in ${name} belong to it already.`, {
    field,
    hint: `Leave ${name} out here, or make the copies for it in a request of their own.`,
  });
}

/**
 * Whom every copy is shared with in the end. Whatever `share` would refuse then is refused now, for each target: the keys
 * themselves were looked at as keys of the copies.
 * @throws UserError as `share` does
 */
export async function sharingAfter(
  words: readonly string[],
  image: Image,
  targets: readonly CopyTarget[],
  context: PlanContext,
): Promise<SharingAfter | undefined> {
  if (words.length === 0) return undefined;
  const takers = takersOf(words, context.settings, field);
  refuseOwners(takers, targets, context);
  const looked = await someAtATime(
    targets,
    async ({ place, key }) => {
      const [side, keys] = await Promise.all([
        allowedBy(takers, { place, ownerId: place.account }, context, field),
        takersToLetIn(key ? [{ ...key, place }] : [], takers, someCopy, context, field),
      ]);
      return {
        letIn: keys.flatMap((one) => one.takers.map(({ value }) => value)),
        unseen: [...side.unseen],
        doubts: [...side.doubts],
      };
    },
    5,
  );
  return { takers: [...takers], targets: [...looked], productCodes: [...image.productCodes].sort() };
}
