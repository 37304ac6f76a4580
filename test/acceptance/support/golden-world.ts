import { defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed, ImageSeed } from '../../../sandbox/aws/world/world-seed.ts';

const number = (index: number): string => String(index).padStart(3, '0');

/** The id of the golden image of this number, from 1. */
export const golden = (index: number): string => `ami-0f1b2c3d4e5f6f${number(index)}`;

const image = (index: number): ImageSeed => ({
  id: golden(index),
  name: `golden-${number(index)}`,
  ageDays: 2,
  tags: { team: 'shop' },
  snapshots: [{ id: `snap-0f1b2c3d4e5f6f${number(index)}`, sizeGiB: 8 }],
  sourceInstanceId: 'i-0a1b2c3d4e5f60001',
});

/** The default world, and so many more AMIs of the build account that nobody has approved yet. */
export function goldenWorld(count: number): AwsWorldSeed {
  const more = Array.from({ length: count }, (_, index) => image(index + 1));
  return {
    ...defaultWorld,
    accounts: defaultWorld.accounts.map((account) => {
      const region = account.regions['eu-west-1'];
      if (account.alias !== 'build' || !region) return account;
      return {
        ...account,
        regions: { ...account.regions, 'eu-west-1': { ...region, images: [...(region.images ?? []), ...more] } },
      };
    }),
  };
}
