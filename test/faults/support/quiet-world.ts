import { ACCOUNTS, defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { PipelineSeed } from '../../../sandbox/aws/world/builder.ts';
import type { AwsWorldSeed, PlaceSeed } from '../../../sandbox/aws/world/world-seed.ts';

/** Nothing runs in production, and nothing is built. */
const quiet = ({ pipelines: _, ...place }: PlaceSeed, isProduction: boolean): PlaceSeed => {
  if (!isProduction) return place;
  const { scaling: _scaling, instances: _instances, lifecycle, ...rest } = place;
  return { ...rest, lifecycle: { ...lifecycle, launchTemplates: [] } };
};

/** The sandbox's world, each of its places changed. */
const worldOf = (change: (place: PlaceSeed, isProduction: boolean) => PlaceSeed): AwsWorldSeed => ({
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) => ({
    ...account,
    regions: Object.fromEntries(
      Object.entries(account.regions).map(([region, place]) => [region, change(place, account.id === ACCOUNTS.prod)]),
    ),
  })),
});

/** The sandbox's world without anything that tells of itself: the only news are those of the story. */
export const quietWorld = worldOf(quiet);

/** The same with one pipeline, which has built nothing yet and begins by itself at no moment. */
export const quietWorldWith = (name: string, more: Partial<PipelineSeed> = {}): AwsWorldSeed =>
  worldOf((place, isProduction) => {
    const pipelines = (place.pipelines ?? [])
      .filter((one) => one.name === name)
      .map(({ schedule: _, past: __, consecutiveFailures: ___, ...pipeline }) => ({ ...pipeline, ...more }));
    return { ...quiet(place, isProduction), ...(pipelines.length > 0 ? { pipelines } : {}) };
  });
