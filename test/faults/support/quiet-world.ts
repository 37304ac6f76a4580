import { ACCOUNTS, defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed, PlaceSeed } from '../../../sandbox/aws/world/world-seed.ts';

/** Nothing runs in production, and nothing is built. */
const quiet = ({ pipelines: _, ...place }: PlaceSeed, isProduction: boolean): PlaceSeed => {
  if (!isProduction) return place;
  const { scaling: _scaling, instances: _instances, lifecycle, ...rest } = place;
  return { ...rest, lifecycle: { ...lifecycle, launchTemplates: [] } };
};

/** The sandbox's world without anything that tells of itself: the only news are those of the story. */
export const quietWorld: AwsWorldSeed = {
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) => ({
    ...account,
    regions: Object.fromEntries(
      Object.entries(account.regions).map(([region, place]) => [region, quiet(place, account.id === ACCOUNTS.prod)]),
    ),
  })),
};
