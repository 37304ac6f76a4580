import type { AwsReader, Instance } from '../core/aws.ts';
import { reads } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from './everywhere.ts';
import { ambiguous, notFound } from './not-found.ts';
import { placesOf } from './places.ts';
import { filterFor, readReference } from './reference.ts';

/** What looking for an instance needs of IAM. */
export const findInstanceNeeds = reads('ec2:DescribeInstances');

export interface Narrow {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * The one instance meant by an id, a Name tag or `tag:key=value`, looked for in every account and Region.
 * Terminated instances count only when named by id, so that the answer can say what happened to them.
 * @throws UserError not_found, ambiguous
 */
export async function findInstance(
  text: string,
  context: { readonly settings: Settings; readonly aws: AwsReader },
  narrow: Narrow = {},
): Promise<Instance> {
  const { settings, aws } = context;
  const places = placesOf(settings, narrow);
  const reference = readReference(text, 'i');
  const { found, unseen } = await everywhere(places, aws, (ec2) =>
    ec2.instances(reference.kind === 'id' ? { ids: [reference.id] } : { filters: [filterFor(reference, 'tag:Name')] }),
  );
  const alive = reference.kind === 'id' ? found : found.filter((instance) => instance.state !== 'terminated');
  const [only, second] = alive;
  if (only && !second) return only;
  if (only) throw ambiguous(`"${text}"`, 'instance', alive, settings);
  throw notFound(
    `the instance "${text}"`,
    'instance',
    places,
    unseen,
    settings,
    'Use its id (i-…), its Name tag, or tag:key=value.',
  );
}
