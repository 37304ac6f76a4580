import type { AwsReader, Place } from '../core/aws.ts';
import type { WaitingStep } from '../core/aws-builds.ts';
import type { IamNeed } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { buildName } from './build-words.ts';
import { everywhere } from './everywhere.ts';
import type { Narrow } from './find-instance.ts';
import { ambiguous, notFound } from './not-found.ts';
import { placesOf } from './places.ts';

/** What looking for builds that wait needs of IAM. */
export const waitingBuildNeeds: readonly IamNeed[] = [{ action: 'imagebuilder:ListWaitingWorkflowSteps', on: ['any'] }];

export interface WaitingBuild extends WaitingStep {
  readonly place: Place;
}

/** Every step of these places that waits for an answer. */
export const everyWaitingBuild = (places: readonly Place[], aws: AwsReader) =>
  everywhere(
    places,
    aws,
    async (_ec2, place): Promise<readonly WaitingBuild[]> =>
      (await aws.builds(place).waiting()).map((step) => ({ ...step, place })),
  );

/**
 * The one build that waits and is meant by its name (`payments/3.0.0/1`), its ARN, or its pipeline's name alone.
 * @throws UserError not_found, ambiguous, wrong_state when nothing waits
 */
export async function findWaitingBuild(
  text: string,
  { settings, aws }: { readonly settings: Settings; readonly aws: AwsReader },
  narrow: Narrow = {},
): Promise<WaitingBuild> {
  const places = placesOf(settings, narrow);
  const { found, unseen } = await everyWaitingBuild(places, aws);
  const wanted = text.trim().toLowerCase();
  const fitting = found.filter(({ buildArn }) => {
    const name = buildName(buildArn).toLowerCase();
    return name === wanted || buildArn.toLowerCase() === wanted || name.split('/')[0] === wanted;
  });
  const [only, second] = fitting;
  if (only && !second) return only;
  if (only)
    throw ambiguous(
      `"${text}"`,
      'build',
      fitting.map(({ buildArn, name, place }) => ({ id: buildName(buildArn), name, place })),
      settings,
    );
  const names = found.map(({ buildArn }) => buildName(buildArn));
  if (unseen.length === 0)
    throw new UserError('wrong_state', `No build "${text}" waits for an answer.`, {
      field: 'build',
      hint: names.length > 0 ? `Waiting: ${names.slice(0, 5).join(', ')}.` : 'No build waits at all.',
    });
  throw notFound(`a waiting build "${text}"`, 'build', places, unseen, settings, '');
}
