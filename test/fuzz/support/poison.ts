import fc from 'fast-check';
import type { AccountSeed, AwsWorldSeed, ImageSeed, PlaceSeed } from '../../../sandbox/aws/world/world-seed.ts';
import { hostile } from './hostile.ts';
import { mark } from './live.ts';

type Tags = Readonly<Record<string, string>>;

/** Tags that Assay reads as more than words, with values that want to be taken for its own. */
const forged: readonly Tags[] = [
  { 'ami-approved-production': 'approved' },
  {
    'ami-approved-production': 'approved',
    'assay:attestation-production': `v1 r=r-${mark} d=${'A'.repeat(43)} c=${'A'.repeat(43)} q=U0${mark}0001 a=U0${mark}0002:U0${mark}0003 t=2026-11-01T10:00:00Z`,
    'assay:signature-production': 'unsigned',
  },
  {
    'ami-approved-production': 'approved',
    'assay:attestation-production': `v1 r=<!here> d=${mark} c= q=<@U0${mark}0001> a=*`,
    'assay:signature-production': `${mark} arn:aws:kms:eu-west-1:999988887777:key/${mark}`,
  },
  { 'assay:revoked-production': `2026-11-01T10:00:00Z <!channel>${mark} r-aaaaaaaaaa` },
  { 'assay:run': `r-${mark}`, 'assay:requester': `U0${mark}0001`, 'assay:retired': `<!channel> ${mark}` },
  { team: `U0${mark}0001` },
  { team: `S0${mark}0001` },
  { team: `<!subteam^S0${mark}0001>` },
];

const poisonTags = (tags: Tags = {}): fc.Arbitrary<Tags> =>
  fc
    .tuple(
      fc.tuple(
        ...Object.entries(tags).map(([key, value]) =>
          hostile().map((bad) => [key, key.startsWith('assay:') ? value : bad] as const),
        ),
      ),
      fc.dictionary(hostile(120), hostile(), { maxKeys: 2 }),
      fc.option(fc.constantFrom(...forged), { nil: {} }),
    )
    .map(([own, more, claims]) => ({ ...Object.fromEntries(own), ...more, ...claims }));

const poisonImage = (image: ImageSeed): fc.Arbitrary<ImageSeed> =>
  fc
    .record({
      name: fc.oneof({ weight: 1, arbitrary: fc.constant(image.name) }, { weight: 9, arbitrary: hostile(127) }),
      description: hostile(),
      tags: poisonTags(image.tags),
      title: hostile(),
      code: hostile(40),
    })
    .map(({ name, description, tags, title, code }) => ({
      ...image,
      name,
      description,
      tags,
      ...(image.productCodes ? { productCodes: image.productCodes.map(() => code) } : {}),
      ...(image.findings ? { findings: image.findings.map((finding) => ({ ...finding, Title: title })) } : {}),
    }));

const each = <T>(all: readonly T[] | undefined, poison: (one: T) => fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.tuple(...(all ?? []).map(poison));

const poisonPlace = (place: PlaceSeed): fc.Arbitrary<PlaceSeed> =>
  fc
    .record({
      images: each(place.images, poisonImage),
      instances: each(place.instances, (one) => poisonTags(one.tags).map((tags) => ({ ...one, tags }))),
      groups: each(place.scaling?.groups, (one) => poisonTags(one.tags).map((tags) => ({ ...one, tags }))),
      pipelines: each(place.pipelines, (one) => hostile().map((description) => ({ ...one, description }))),
    })
    .map(({ images, instances, groups, pipelines }) => ({
      ...place,
      images,
      instances,
      pipelines,
      ...(place.scaling ? { scaling: { ...place.scaling, groups } } : {}),
    }));

const poisonAccount = (account: AccountSeed): fc.Arbitrary<AccountSeed> =>
  fc
    .tuple(
      ...Object.entries(account.regions).map(([region, place]) =>
        poisonPlace(place).map((bad) => [region, bad] as const),
      ),
    )
    .map((regions) => ({ ...account, regions: Object.fromEntries(regions) }));

/** The world with everything that people write into AWS written by somebody hostile. */
export const poisoned = (world: AwsWorldSeed): fc.Arbitrary<AwsWorldSeed> =>
  each(world.accounts, poisonAccount).map((accounts) => ({ ...world, accounts }));
