import type { AwsReader, Filter, Instance } from '../core/aws.ts';
import type { Settings } from '../core/settings.ts';
import { type Everywhere, everywhere } from './everywhere.ts';
import type { Narrow } from './find-instance.ts';
import { placesOf } from './places.ts';
import { filterFor, readReference } from './reference.ts';

/** Instances that exist; those being ended are left out. */
const alive: Filter = {
  name: 'instance-state-name',
  values: ['pending', 'running', 'stopping', 'stopped'],
};

export interface FoundInstances extends Everywhere<Instance> {
  /** What nothing fits, as it was written. */
  readonly missing: readonly string[];
}

/**
 * Every instance that any of these ids, Name tags or `tag:key=value` mean, in every account and Region, each once and in
 * a fixed order. Other than with one name for one instance, a name may fit many.
 */
export async function findInstances(
  texts: readonly string[],
  context: { readonly settings: Settings; readonly aws: AwsReader },
  narrow: Narrow = {},
): Promise<FoundInstances> {
  const places = placesOf(context.settings, narrow);
  const answers = await Promise.all(
    [...new Set(texts)].map(async (text) => {
      const reference = readReference(text, 'i');
      const query =
        reference.kind === 'id' ? { ids: [reference.id] } : { filters: [filterFor(reference, 'tag:Name'), alive] };
      const { found, unseen } = await everywhere(places, context.aws, (ec2) => ec2.instances(query));
      return { text, found: found.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down'), unseen };
    }),
  );
  const byId = new Map(answers.flatMap(({ found }) => found.map((instance) => [instance.id, instance])));
  const unseen = answers.flatMap((answer) => answer.unseen);
  const placeOf = ({ place }: { place: { account: string; region: string } }) => `${place.account} ${place.region}`;
  return {
    found: [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    unseen: [...new Map(unseen.map((blind) => [placeOf(blind), blind])).values()],
    missing: answers.filter(({ found }) => found.length === 0).map(({ text }) => text),
  };
}
