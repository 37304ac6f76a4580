import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { unlessBusy } from '../../lookup/everywhere.ts';
import { distinct, type ImageUser, usersOf, userWords } from '../../lookup/image-users.ts';
import { placeName } from '../../lookup/places.ts';
import type { Stage } from './count-foreign.ts';
import type { RetirePlan } from './plan.ts';

/**
 * The look right before a step that takes the AMI away from whoever uses it.
 * @throws UserError naming the users, or the accounts that could not be asked; BusyError when one of them is busy
 */
export async function refuseIfUsed(
  stage: Stage,
  foreign: readonly ImageUser[],
  plan: RetirePlan,
  context: JobContext,
): Promise<void> {
  const { place, imageId } = plan;
  const { settings } = context;
  const { users, unseen } = await usersOf({ id: imageId, place }, context);
  unlessBusy(unseen);
  const [blind] = unseen;
  const done = stage === 'disable' ? 'It was not disabled.' : 'It was not deregistered.';
  if (blind)
    throw new UserError(
      blind.code,
      `Whether ${imageId} is still used in ${placeName(blind.place, settings)} cannot be seen: ${blind.why} ${done}`,
      { hint: blind.hint },
    );
  const all = distinct([...users, ...foreign]);
  if (all.length === 0) return;
  throw new UserError('wrong_state', `${imageId} is still used: ${userWords(all, settings)}. ${done}`, {
    hint: `Move them to another AMI and retry, or keep it: /ami restore ${imageId}.`,
  });
}
