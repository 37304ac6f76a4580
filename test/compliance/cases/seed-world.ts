import { ACCOUNTS, defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { GroupSeed } from '../../../sandbox/aws/world/scaling.ts';
import type { AwsWorldSeed, ImageSeed, PlaceSeed } from '../../../sandbox/aws/world/world-seed.ts';
import { type Case, it, type Owner } from './case.ts';
import { placeIn } from './scenes.ts';

const hex = (index: number): string => (index + 1).toString(16).padStart(14, '0');
export const imageIdOf = (index: number): string => `ami-0ca${hex(index)}`;
const snapshotIdOf = (index: number): string => `snap-0ca${hex(index)}`;
const regionOf = ({ scene = 'production' }: Case): string => placeIn(scene).region;

/** What uses the AMI of a case, by which it is known to Assay. */
export function subjectOf({ use }: Case, index: number) {
  const kind = use?.kind ?? 'instance';
  const id = {
    instance: `i-0ca${hex(index)}`,
    'launch-template': `lt-0ca${hex(index)}`,
    'auto-scaling-group': `case-${index}`,
  };
  return { kind, id: id[kind] };
}

const imageOf = ({ owner = 'build', seed }: Case, index: number): ImageSeed => ({
  id: imageIdOf(index),
  name: `case-${index}`,
  ageDays: 3,
  snapshots: [{ id: snapshotIdOf(index), sizeGiB: 8 }],
  ...(owner === 'build' || owner === 'partner' ? { launchPermissions: [ACCOUNTS.prod] } : {}),
  ...(owner === 'amazon' || owner === 'aws-marketplace' ? { isPublic: true } : {}),
  ...seed,
});

/** The AMI's own id where a case says `it`. */
const named = (versions: readonly string[], index: number): readonly string[] =>
  versions.map((version) => (version === it ? imageIdOf(index) : version));

function templatesOf(one: Case, index: number) {
  const { use } = one;
  if (use?.kind === 'launch-template') {
    const { versions, defaultVersion } = use;
    const { id } = subjectOf(one, index);
    return [
      { id, name: `case-${index}`, versions: named(versions, index), ...(defaultVersion ? { defaultVersion } : {}) },
    ];
  }
  if (use?.kind !== 'auto-scaling-group') return [];
  return Object.entries(use.templates ?? {}).map(([name, given]) =>
    'of' in given
      ? { name, versions: named(given.of, index), defaultVersion: given.default }
      : { name, versions: named(given, index) },
  );
}

const groupsOf = (one: Case, index: number): readonly GroupSeed[] =>
  one.use?.kind === 'auto-scaling-group'
    ? [{ name: subjectOf(one, index).id, launches: one.use.launches, desired: one.use.desired ?? 2 }]
    : [];

const configurationsOf = ({ use }: Case, index: number): Readonly<Record<string, string>> =>
  use?.kind === 'auto-scaling-group'
    ? Object.fromEntries(
        Object.entries(use.configurations ?? {}).map(([name, image]) => [
          name,
          image === it ? imageIdOf(index) : image,
        ]),
      )
    : {};

/** The default world, with the AMI of every case at its owner, and templates and groups in prod. */
export function worldWith(cases: readonly Case[]): AwsWorldSeed {
  const all = cases.map((one, index) => ({ one, index }));
  const of = (owner: Owner, region: string) =>
    all.filter(({ one }) => (one.owner ?? 'build') === owner && regionOf(one) === region);
  const extend = (alias: string, region: string, place: PlaceSeed): PlaceSeed => {
    const here = alias === 'prod' ? all.filter(({ one }) => regionOf(one) === region) : [];
    const { lifecycle = {}, scaling = {} } = place;
    return {
      ...place,
      images: [...(place.images ?? []), ...of(alias as Owner, region).map(({ one, index }) => imageOf(one, index))],
      lifecycle: {
        ...lifecycle,
        launchTemplates: [
          ...(lifecycle.launchTemplates ?? []),
          ...here.flatMap(({ one, index }) => templatesOf(one, index)),
        ],
      },
      scaling: {
        groups: [...(scaling.groups ?? []), ...here.flatMap(({ one, index }) => groupsOf(one, index))],
        configurations: Object.assign(
          { ...scaling.configurations },
          ...here.map(({ one, index }) => configurationsOf(one, index)),
        ),
      },
    };
  };
  return {
    ...defaultWorld,
    accounts: defaultWorld.accounts.map((account) => ({
      ...account,
      regions: Object.fromEntries(
        Object.entries(account.regions).map(([region, place]) => [region, extend(account.alias, region, place)]),
      ),
    })),
  };
}
