import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { accessIn, copyRun, imagesIn, planCopy, snapshotsOf, sources } from './support/copies.ts';

/** Where copies go: the same account and a known one, the same Region and another and both. */
const targets = {
  'same account, same Region': { to: ['eu-west-1'] },
  'same account, other Region': { to: ['us-east-1'] },
  'same account, both': { to: ['eu-west-1', 'us-east-1'] },
  'known account, same Region': { 'to-account': ['prod'] },
  'known account, other Region': { 'to-account': ['prod'], to: ['us-east-1'] },
  'known account, both': { 'to-account': ['prod', 'build'], to: ['eu-west-1', 'us-east-1'] },
} as const;
const isForeign = (target: string): boolean => target.startsWith('known account');

const never = /nobody can read it/;
/** What is refused, by source; `undefined` is copied. */
const refusals: Readonly<Record<keyof typeof sources, (target: string) => RegExp | undefined>> = {
  plain: () => undefined,
  ownKey: () => undefined,
  multiRegionKey: () => undefined,
  mixed: () => undefined,
  defaultKey: (target) => (isForeign(target) ? /AWS's default key, which no other account can use/ : undefined),
  mixedWithDefaultKey: (target) => (isForeign(target) ? /AWS's default key/ : undefined),
  disabledKey: () => never,
  dyingKey: () => never,
  sold: (target) => (isForeign(target) ? /product code/ : undefined),
};

const cells = Object.keys(sources).flatMap((source) =>
  Object.keys(targets).map((target) => [source, target] as [keyof typeof sources, keyof typeof targets]),
);

let runs = 0;
const runId = (): string => {
  runs += 1;
  return `r-matrix${String(runs).padStart(4, '0')}`;
};

describe('the copying matrix: every cell is done and verified, or refused before any change', () => {
  let world: AwsWorld;
  beforeAll(async () => {
    world = await startAwsWorld();
    world.fake.settings.paceMs = 5;
  });
  afterAll(async () => await world.close());

  it.each(cells)('%s: %s', async (source, target) => {
    const input = { image: sources[source], name: `m-${source}-${target.replace(/\W+/g, '-')}`, ...targets[target] };
    const before = { access: accessIn(world), images: imagesIn(world), writes: world.fake.calls.length };
    const refusal = refusals[source](target);
    if (refusal) {
      const error = await refusalOf(planCopy(world, input));
      expect(error.message).toMatch(refusal);
      expect(error.hint).toBeTruthy();
      expect([accessIn(world), imagesIn(world)]).toEqual([before.access, before.images]);
      return;
    }
    const run = await copyRun(world, input, { id: runId() });
    const { copies } = await run.go();
    const asked: { readonly to?: readonly string[]; readonly 'to-account'?: readonly string[] } = targets[target];
    expect(copies).toHaveLength((asked.to?.length ?? 1) * (asked['to-account']?.length ?? 1));
    for (const { imageId, account, region } of copies) {
      expect(world.image(imageId)).toMatchObject({ state: 'available', ownerId: account, launchPermissions: [] });
      for (const { keyArn, tags, volumePermissions } of snapshotsOf(world, imageId)) {
        expect(keyArn).toMatch(new RegExp(`^arn:aws:kms:${region}:${account}:key/`));
        expect(tags['assay:source-image']).toBe(sources[source]);
        expect(volumePermissions).toEqual([]);
      }
    }
    expect(accessIn(world)).toEqual(before.access);
  });

  it.each(Object.keys(sources) as (keyof typeof sources)[])('%s: unknown account', async (source) => {
    const error = await refusalOf(planCopy(world, { image: sources[source], 'to-account': [ACCOUNTS.stranger] }));
    expect([error.code, error.field]).toEqual(['not_found', 'to-account']);
  });

  it.each([
    [
      'of the other Region',
      'arn:aws:kms:us-east-1:111122223333:key/5f1c0de0-0000-4000-8000-00000000b101',
      /its own account and Region/,
    ],
    ['that is disabled', 'alias/ami-2024', /is disabled/],
    ['that is to be deleted', 'alias/ami-2023', /to be deleted/],
    ['of AWS itself', 'alias/aws/ebs', /AWS's own default key/],
    ['that does not exist', 'alias/none', /There is no key alias\/none/],
  ])('a target key %s is refused before anything is done', async (_what, key, words) => {
    const error = await refusalOf(planCopy(world, { image: sources.ownKey, key, name: 'never' }));
    expect([error.field, error.hint !== undefined]).toEqual(['key', true]);
    expect(error.message).toMatch(words);
  });

  it('a multi-Region key encrypts in each Region under its own replica', async () => {
    const run = await copyRun(
      world,
      {
        image: sources.multiRegionKey,
        to: ['us-east-1', 'eu-west-1'],
        key: 'ami-global',
        name: 'm-global',
      },
      { id: runId() },
    );
    const { copies } = await run.go();
    expect(copies.flatMap(({ imageId }) => snapshotsOf(world, imageId).map(({ keyArn }) => keyArn)).sort()).toEqual([
      'arn:aws:kms:eu-west-1:111122223333:key/mrk-5f1c0de0000040008000000000000b05',
      'arn:aws:kms:us-east-1:111122223333:key/mrk-5f1c0de0000040008000000000000b05',
    ]);
  });
});
