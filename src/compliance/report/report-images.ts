import type { AwsReader, Place } from '../../core/aws.ts';
import type { Records } from '../../core/command.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import type { Settings } from '../../core/settings.ts';
import { approvalKeysOf } from '../../lookup/approval-keys.ts';
import { accountName } from '../../lookup/places.ts';
import { standingsOf } from '../../lookup/standings.ts';
import { isImageId, namedImages } from '../named-images.ts';
import type { NotSeen, ReportImage } from './audit-report.ts';
import { type KnownImage, makeFoundImages, type Use } from './found-images.ts';

/** What a report asks. */
export interface ImageSources {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly records: Pick<Records, 'run' | 'runs'>;
}

/** AMIs judged at a time. */
const atOnce = 100;

const placed = ({ account, region }: Place, settings: Settings) => ({
  account,
  alias: accountName(account, settings),
  region,
});

/** What runs, or would be launched next, at a place: by AMI. A template that names a parameter has none yet. */
async function readUses(place: Place, { aws, settings }: ImageSources, uses: Map<string, KnownImage>): Promise<void> {
  const count = (image: Omit<KnownImage, 'use'>, what: 'instances' | 'launchers'): void => {
    const before = uses.get(image.id);
    const use: Use = before?.use ?? { ...placed(place, settings), instances: 0, launchers: 0 };
    uses.set(image.id, {
      id: image.id,
      name: before?.name ?? image.name,
      ownerId: before?.ownerId ?? image.ownerId,
      use: { ...use, [what]: use[what] + 1 },
    });
  };
  const inventory = aws.inventory(place);
  for await (const page of inventory.instances()) for (const { image } of page) count(image, 'instances');
  const named = namedImages(place, aws);
  for await (const page of inventory.launchers()) {
    const ids = page.map(({ imageId }) => imageId).filter(isImageId);
    const imageOf = await named(ids);
    for (const id of ids) count(imageOf(id), 'launchers');
  }
}

/** Own AMIs of a place that say something of an approval for the environment, now or before. */
async function readClaims(place: Place, environment: string, { aws, settings }: ImageSources) {
  const filters = [{ name: 'tag-key', values: approvalKeysOf(environment, settings) }];
  return aws.ec2(place).images({ owners: ['self'], filters });
}

/**
 * Every AMI that is approved for an environment in one of our accounts, and every one that runs, or would be launched, in
 * the environment's accounts, with what its tags prove now. A place that cannot be asked is named; what was seen there
 * before it refused stays.
 * @param guarded accounts and Regions of the environment
 */
export async function reportImages(
  environment: string,
  guarded: readonly Place[],
  sources: ImageSources,
): Promise<{ readonly images: readonly ReportImage[]; readonly notSeen: readonly NotSeen[] }> {
  const { settings } = sources;
  const found = makeFoundImages(settings);
  const notSeen: NotSeen[] = [];

  async function look(place: Place, what: NotSeen['what'], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError || error instanceof BusyError)) throw error;
      notSeen.push({ ...placed(place, settings), what, why: error.message });
    }
  }

  async function judge(place: Place, images: readonly KnownImage[]): Promise<void> {
    for (let first = 0; first < images.length; first += atOnce) {
      const some = images.slice(first, first + atOnce);
      const standings = await standingsOf(some, place, environment, sources);
      for (const image of some) {
        const standing = standings.get(image.id) ?? { kind: 'unknown', why: `${image.id} was not answered for` };
        found.add(place, image, standing);
      }
    }
  }

  for (const place of guarded) {
    const uses = new Map<string, KnownImage>();
    await look(place, 'running', () => readUses(place, sources, uses));
    await look(place, 'running', () => judge(place, [...uses.values()]));
  }
  for (const { id: account, regions } of settings.accounts)
    for (const region of regions)
      await look({ account, region }, 'approved', async () => {
        const own = await readClaims({ account, region }, environment, sources);
        await judge(
          { account, region },
          own.map(({ id, name, ownerId }) => ({ id, name, ownerId })),
        );
      });
  return { images: found.rows(), notSeen };
}
