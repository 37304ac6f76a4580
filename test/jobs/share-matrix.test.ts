import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shareJob } from '../../src/jobs/share/index.ts';
import { unshareJob } from '../../src/jobs/unshare/index.ts';
import { planInput } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { testRun } from './support/run-job.ts';

/** The AMIs of the matrix: what their snapshots are encrypted under. */
const images = {
  unencrypted: 'ami-0a1b2c3d4e5f6a002',
  'default key': 'ami-0a1b2c3d4e5f6a004',
  'own key': 'ami-0a1b2c3d4e5f6a005',
  'disabled key': 'ami-0a1b2c3d4e5f6a011',
  'key to be deleted': 'ami-0a1b2c3d4e5f6a012',
  'multi-Region key': 'ami-0a1b2c3d4e5f6a013',
  'mixed volumes': 'ami-0a1b2c3d4e5f6a014',
  'mixed with the default key': 'ami-0a1b2c3d4e5f6a017',
} as const;
type Encryption = keyof typeof images;

const takers = {
  'same account': { word: 'build', id: ACCOUNTS.build },
  'known account': { word: 'prod', id: ACCOUNTS.prod },
  unit: { word: 'workloads', id: ACCOUNTS.prod },
  organisation: { word: 'org', id: ACCOUNTS.prod },
  'unknown account': { word: ACCOUNTS.stranger, id: ACCOUNTS.stranger },
} as const;

/** Why a cell is refused, before anything is changed; the others are done. */
const refusals: Partial<Record<Encryption, RegExp>> = {
  'default key': /alias\/aws\/ebs, a key AWS manages for build: it can never be shared/,
  'disabled key': /alias\/ami-2024, which is disabled/,
  'key to be deleted': /alias\/ami-2023, which is waiting to be deleted/,
  'mixed with the default key': /alias\/aws\/ebs, a key AWS manages for build: it can never be shared/,
};

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

/** Everything that says who may use what. */
const permissions = (): string =>
  JSON.stringify(
    world.fake
      .state()
      .accounts.map((account) =>
        account.regions.map(({ images: all, snapshots, keys }) => [
          all.map(({ id, launchPermissions, tags }) => [id, launchPermissions, tags]),
          snapshots.map(({ id, volumePermissions }) => [id, volumePermissions]),
          keys.map(({ id, grants, statements }) => [id, grants, statements]),
        ]),
      ),
  );

const keysOf = (imageId: string): readonly string[] => {
  const arn = (id: string) => `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/${id}`;
  const own = arn('5f1c0de0-0000-4000-8000-00000000b001');
  const global = arn('mrk-5f1c0de0000040008000000000000b05');
  if (imageId === images['own key']) return [own];
  if (imageId === images['multi-Region key']) return [global];
  return imageId === images['mixed volumes'] ? [own, global] : [];
};

const canLaunch = async (account: string, imageId: string): Promise<boolean> => {
  const keys = await Promise.all(keysOf(imageId).map((arn) => world.fake.insight.mayUseKey(account, arn)));
  return world.fake.insight.canSeeImage(account, imageId) && keys.every(({ isUsable }) => isUsable);
};

const cells = Object.entries(images).flatMap(([encryption, imageId]) =>
  Object.entries(takers).map(([taker, who]) => [encryption as Encryption, taker, imageId, who] as const),
);

describe('every cell is done and verified, or refused before anything is changed', () => {
  it.each(cells)('%s, %s', async (encryption, taker, imageId, { word, id }) => {
    const before = permissions();
    const toCopy = taker === 'known account' || taker === 'unknown account';
    const input = { image: imageId, with: [word], 'to-copy': toCopy };
    const planned = () => planInput(world, 'share', input);
    const why = taker === 'same account' ? /belongs to that account already/ : refusals[encryption];
    if (why) {
      const refusal = await refusalOf(planned());
      expect(refusal.message).toMatch(why);
      expect(refusal.hint).toBeTruthy();
      if (encryption.includes('default key') && taker !== 'same account')
        expect(refusal.offers[0]).toMatchObject({ command: 'copy', input: { image: imageId, to: 'eu-west-1' } });
      expect(permissions()).toBe(before);
      return;
    }
    expect(await canLaunch(id, imageId)).toBe(false);
    const plan = shareJob.plan.parse((await planned()).parsed);
    expect(shareJob.impact(plan)).toEqual(taker === 'unknown account' ? { unknownAccounts: [id] } : {});
    await testRun(world, shareJob, plan).go();
    expect(await canLaunch(id, imageId)).toBe(true);
    if (toCopy)
      for (const { snapshotId } of plan.volumes) expect(permissions()).toContain(JSON.stringify([snapshotId, [id]]));
    // Nobody else got anything by it.
    const others = taker === 'organisation' ? [ACCOUNTS.stranger] : [ACCOUNTS.platform, ACCOUNTS.stranger];
    for (const other of others.filter((account) => account !== id)) expect(await canLaunch(other, imageId)).toBe(false);

    const back = unshareJob.plan.parse((await planInput(world, 'unshare', { image: imageId, with: [word] })).parsed);
    await testRun(world, unshareJob, back, { id: 'r-bcdefghjkm' }).go();
    expect(await canLaunch(id, imageId)).toBe(false);
    expect(permissions()).toBe(before);
  });
});
