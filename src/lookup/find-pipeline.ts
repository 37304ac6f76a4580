import type { AwsReader, Place } from '../core/aws.ts';
import type { Pipeline } from '../core/aws-builds.ts';
import type { IamNeed } from '../core/iam.ts';
import { nearest } from '../core/nearest.ts';
import type { Settings } from '../core/settings.ts';
import { type Everywhere, everywhere } from './everywhere.ts';
import type { Narrow } from './find-instance.ts';
import { ambiguous, notFound } from './not-found.ts';
import { placesOf } from './places.ts';

/** What looking for a pipeline needs of IAM. */
export const findPipelineNeeds: readonly IamNeed[] = [{ action: 'imagebuilder:ListImagePipelines', on: ['any'] }];

interface Look {
  readonly settings: Settings;
  readonly aws: AwsReader;
}

/** Every pipeline of these places. */
export const everyPipeline = (places: readonly Place[], aws: AwsReader): Promise<Everywhere<Pipeline>> =>
  everywhere(places, aws, (_ec2, place) => aws.builds(place).pipelines());

/**
 * The one pipeline meant by a name or an ARN, looked for in every account and Region.
 * @throws UserError not_found with the nearest name, ambiguous
 */
export async function findPipeline(text: string, { settings, aws }: Look, narrow: Narrow = {}): Promise<Pipeline> {
  const places = placesOf(settings, narrow);
  const { found, unseen } = await everyPipeline(places, aws);
  const wanted = text.trim().toLowerCase();
  const fitting = found.filter(({ name, arn }) => name.toLowerCase() === wanted || arn.toLowerCase() === wanted);
  const [only, second] = fitting;
  if (only && !second) return only;
  if (only)
    throw ambiguous(
      `"${text}"`,
      'pipeline',
      fitting.map(({ name, arn, place }) => ({ id: arn, name, place })),
      settings,
    );
  const meant = nearest(
    text,
    found.map(({ name }) => name),
  );
  throw notFound(
    `the pipeline "${text}"`,
    'pipeline',
    places,
    unseen,
    settings,
    meant ? `Did you mean ${meant}?` : 'See what there is with /ami builds.',
  );
}
