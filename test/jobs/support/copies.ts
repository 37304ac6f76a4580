import { copy } from '../../../src/commands/copy/index.ts';
import { isPlanning } from '../../../src/core/command.ts';
import { copyJob } from '../../../src/jobs/copy/index.ts';
import type { CopyPlan } from '../../../src/jobs/copy/plan.ts';
import type { AwsWorld } from '../../support/aws-world.ts';
import { type TestRunOptions, testRun } from './run-job.ts';

/** Own AMIs of build in eu-west-1 by how their snapshots are encrypted. */
export const sources = {
  plain: 'ami-0a1b2c3d4e5f6a002',
  defaultKey: 'ami-0a1b2c3d4e5f6a004',
  ownKey: 'ami-0a1b2c3d4e5f6a005',
  disabledKey: 'ami-0a1b2c3d4e5f6a011',
  dyingKey: 'ami-0a1b2c3d4e5f6a012',
  multiRegionKey: 'ami-0a1b2c3d4e5f6a013',
  mixed: 'ami-0a1b2c3d4e5f6a014',
  mixedWithDefaultKey: 'ami-0a1b2c3d4e5f6a017',
  sold: 'ami-0a1b2c3d4e5f6a01a',
} as const;

export async function planCopy(world: AwsWorld, input: object): Promise<CopyPlan> {
  if (!isPlanning(copy)) throw new Error('copy plans');
  return copyJob.plan.parse(await copy.plan(copy.input.parse(input), world.context('copy')));
}

export async function copyRun(world: AwsWorld, input: object, options: TestRunOptions = {}) {
  return testRun(world, copyJob, await planCopy(world, input), options);
}

const regions = (world: AwsWorld) =>
  world.fake.state().accounts.flatMap(({ alias, regions: all }) => all.map((region) => ({ alias, ...region })));

/** Everything that opens something to somebody: launch permissions, snapshot permissions, grants. */
export const accessIn = (world: AwsWorld): readonly string[] =>
  regions(world).flatMap(({ images, snapshots, keys }) => [
    ...images.flatMap(({ id, launchPermissions }) => launchPermissions.map((to) => `${id} launch ${to}`)),
    ...snapshots.flatMap(({ id, volumePermissions }) => volumePermissions.map((to) => `${id} volume ${to}`)),
    ...keys.flatMap(({ id, grants }) => grants.map(({ grantee }) => `${id} grant ${grantee}`)),
  ]);

/** Every AMI that exists, with its place and state, and every snapshot of one. */
export const imagesIn = (world: AwsWorld): readonly string[] =>
  regions(world).flatMap(({ alias, name, images, snapshots }) => [
    ...images
      .filter(({ state }) => state !== 'deregistered')
      .map((image) => `${alias} ${name} ${image.name} ${image.state}`),
    ...snapshots.map(({ id, state }) => `${alias} ${name} ${id} ${state}`),
  ]);

/** Snapshots behind an AMI as AWS holds them. */
export const snapshotsOf = (world: AwsWorld, imageId: string) => {
  const ids = world.image(imageId).snapshotIds;
  return regions(world).flatMap(({ snapshots }) => snapshots.filter(({ id }) => ids.includes(id)));
};
