import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed, ImageSeed } from '../../sandbox/aws/world/world-seed.ts';
import { BusyError } from '../../src/core/outcome.ts';
import { revokeJob } from '../../src/jobs/revoke/index.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { approve, planRevoke } from './support/approvals.ts';
import { Crash, testRun } from './support/run-job.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const base = 'ami-0a1b2c3d4e5f6a001';
const db = 'ami-0a1b2c3d4e5f6a005';
const copy = 'ami-0d1b2c3d4e5f6d0c1';
const copyOfCopy = 'ami-0d1b2c3d4e5f6d0c2';
const untagged = 'ami-0d1b2c3d4e5f6d0c3';
const approvedTags = { 'ami-approved-production': 'approved', 'ec2:SharedTag/ami-approved-production': 'approved' };

const copyOf = (id: string, sourceImageId: string, region: string, tags: ImageSeed['tags'] = {}): ImageSeed => ({
  id,
  name: id,
  ageDays: 1,
  tags,
  sourceImageId,
  sourceImageRegion: region,
  snapshots: [{ id: id.replace('ami', 'snap'), sizeGiB: 20 }],
});

/** The default world, with copies of web in other places: an untagged one in between must not hide what is behind it. */
const withCopies = (more: readonly ImageSeed[] = []): AwsWorldSeed => ({
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) =>
    account.alias === 'prod'
      ? {
          ...account,
          regions: {
            ...account.regions,
            'us-east-1': {
              images: [
                copyOf(copy, web, 'eu-west-1', approvedTags),
                copyOf(untagged, web, 'eu-west-1'),
                copyOf(copyOfCopy, untagged, 'us-east-1', { 'assay:attestation-production': 'v1 left behind' }),
                ...more,
              ],
            },
          },
        }
      : account,
  ),
});

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld({ fake: { world: withCopies() } });
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

const isApproved = (id: string): boolean =>
  Object.keys(world.image(id).tags).some((key) => /ami-approved|attestation|signature/.test(key));
const writes = (): readonly string[] =>
  world.fake.calls
    .filter(({ action }) => action === 'CreateTags' || action === 'DeleteTags')
    .map(
      ({ action, parameters }) => `${action} ${Object.values(parameters).find((value) => value.startsWith('ami-'))}`,
    );

describe('a revocation', () => {
  it('follows the copies, and copies of copies behind an untagged one', async () => {
    await approve(world, web);
    const plan = await planRevoke(world, { image: 'web-2026-10-10' });
    expect(plan.copies.map(({ imageId }) => imageId)).toEqual([copy, copyOfCopy]);
    const result = await testRun(world, revokeJob, plan, { id: 'r-vvvvvvvvvv' }).go();
    expect(result.imageIds).toEqual([web, copy, copyOfCopy]);
    for (const id of [web, copy, copyOfCopy]) {
      expect(isApproved(id)).toBe(false);
      expect(world.image(id).tags['assay:revoked-production']).toBe('2026-11-23T10:15:30Z U0ANNA r-vvvvvvvvvv');
    }
    expect(world.image(web).tags['team']).toBe('shop');
    expect(world.image(untagged).tags).toEqual({});
  });

  it('follows more copies than one filter takes, and what was copied from them', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `ami-0e1b2c3d4e5f6${index.toString(16).padStart(4, '0')}`);
    const [first = '', last = ''] = [ids[0], ids.at(-1)];
    await world.close();
    const copies = ids.map((id) => copyOf(id, web, 'eu-west-1', approvedTags));
    const behind = [first, last].map((id) => copyOf(id.replace('0e1b', '0f1b'), id, 'us-east-1', approvedTags));
    world = await startAwsWorld({ fake: { world: withCopies([...copies, ...behind]) } });
    await approve(world, web);
    const plan = await planRevoke(world, { image: web });
    expect(plan.copies.map(({ imageId }) => imageId)).toEqual(
      [copy, copyOfCopy, ...ids, ...behind.map(({ id }) => id)].sort(),
    );
  });

  it('leaves AMIs alone that were made from instances of it: they were approved for themselves', async () => {
    await approve(world, base);
    await approve(world, db);
    const plan = await planRevoke(world, { image: base });
    expect(plan.copies).toEqual([]);
    await testRun(world, revokeJob, plan).go();
    expect(isApproved(base)).toBe(false);
    expect(isApproved(db)).toBe(true);
  });

  it('takes one environment’s approval away and no other', async () => {
    await approve(world, web, 'staging');
    await approve(world, web);
    await testRun(world, revokeJob, await planRevoke(world, { image: web })).go();
    expect(Object.keys(world.image(web).tags).filter((key) => key.includes('approved'))).toEqual([
      'ami-approved-staging',
      'ec2:SharedTag/ami-approved-staging',
    ]);
  });

  it('says "revoked" before it removes "approved", on every AMI', async () => {
    await approve(world, web);
    const plan = await planRevoke(world, { image: web });
    const before = writes().length;
    await testRun(world, revokeJob, plan).go();
    expect(writes().slice(before)).toEqual(
      [web, copy, copyOfCopy].flatMap((id) => [`CreateTags ${id}`, `DeleteTags ${id}`]),
    );
  });

  it('can be repeated after a crash at any step', async () => {
    await approve(world, web);
    const run = testRun(world, revokeJob, await planRevoke(world, { image: web }));
    for (const id of [web, copy, copyOfCopy]) run.crashAfter(`revoke:${id}`);
    for (let life = 0; life < 3; life += 1) await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.go();
    for (const id of [web, copy, copyOfCopy]) expect(isApproved(id)).toBe(false);
  });
});

describe('an AMI that makes trouble', () => {
  it('gone meanwhile: the copies are revoked all the same', async () => {
    await approve(world, web);
    const plan = await planRevoke(world, { image: web });
    world.fake.hands.deregisterImage(web);
    await testRun(world, revokeJob, plan).go();
    expect(isApproved(copy)).toBe(false);
  });

  it('refused by AWS: the others are revoked, and people read what is still approved', async () => {
    await approve(world, web);
    const plan = await planRevoke(world, { image: web });
    world.fake.faults.add({ kind: 'error', call: 'CreateTags', code: 'UnauthorizedOperation', times: 1 });
    const run = testRun(world, revokeJob, plan);
    const refusal = await refusalOf(run.go());
    expect(refusal.code).toBe('aws_denied');
    expect(refusal.message).toMatch(
      new RegExp(
        `^Still approved: ${web}\\. The role AssayWorker may not .* The tags are gone from ${copy}, ${copyOfCopy}\\.$`,
      ),
    );
    expect(isApproved(web)).toBe(true);
    expect(isApproved(copy)).toBe(false);
    await run.go();
    expect(isApproved(web)).toBe(false);
  });

  it('busy: tried again', async () => {
    await approve(world, web);
    const plan = await planRevoke(world, { image: web });
    world.fake.faults.add({ kind: 'status', call: 'DeleteTags', status: 503, times: 3 });
    const run = testRun(world, revokeJob, plan);
    await run.go();
    expect(run.busy).toHaveLength(1);
    expect(isApproved(web)).toBe(false);
  });

  it('tagged again by hand: not waited for for ever', async () => {
    await approve(world, web);
    const run = testRun(world, revokeJob, await planRevoke(world, { image: web }), { mostBusy: 2 });
    run.crashAfter(`read-back:${web}`);
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    world.fake.hands.tagImage(web, approvedTags);
    await expect(run.go()).rejects.toBeInstanceOf(BusyError);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
    expect((await refusalOf(run.go())).message).toContain('somebody put them back');
  });
});
