import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../src/core/aws.ts';
import type { PatrolContext, PatrolRun } from '../../src/core/patrol.ts';
import type { Run } from '../../src/core/run.ts';
import { untagJob } from '../../src/jobs/untag/index.ts';
import { falseTagsPatrol } from '../../src/patrols/false-tags.ts';
import { wordsOf } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, buildPlace, prodPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noLog } from '../support/no-log.ts';
import { noRecords } from '../support/no-records.ts';
import { noViolations } from '../support/no-violations.ts';
import { approve } from './support/approvals.ts';
import { type TestRunOptions, testRun } from './support/run-job.ts';

const approved = 'ami-0a1b2c3d4e5f6a002';
const other = 'ami-0a1b2c3d4e5f6a006';
const handmade = 'ami-0d1b2c3d4e5f6d001';
const tag = 'ami-approved-production';
let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const look = (place: Place, policy: 'report' | 'remove' = 'remove', records: PatrolContext['records'] = noRecords) =>
  falseTagsPatrol.look(place, {
    aws: world.aws.reader({ reference: 'false-tags', userId: 'assay' }, { patience: 'job' }),
    settings: { ...world.settings, compliance: { ...world.settings.compliance, falseTags: policy } },
    violations: noViolations,
    configViews: noConfigViews,
    exemptions: memoryExemptions([]),
    records,
    ...noLog,
    hurry: async () => undefined,
    now: new Date(),
    bornAt: new Date(0),
  });
const seen = async (place: Place) =>
  (await look(place)).map(({ plan }) => untagJob.plan.parse(plan)).map(({ imageId, kind }) => `${imageId} ${kind}`);
const runOf = (wanted: PatrolRun | undefined, options: TestRunOptions = {}) =>
  testRun(world, untagJob, untagJob.plan.parse(wanted?.plan), { id: 'r-untaguntag', ...options });
/** Tags of an AMI as an account sees them. */
const tagsOf = async (imageId: string, place: Place = buildPlace) => {
  const aws = world.aws.reader({ reference: 'test', userId: 'assay' });
  return (await aws.ec2(place).images({ ids: [imageId] }))[0]?.tags ?? {};
};
const copyTags = async (): Promise<void> => {
  await approve(world, approved);
  const tags = Object.entries(await tagsOf(approved)).filter(([key]) => key.includes('production'));
  world.fake.hands.tagImage(other, Object.fromEntries(tags));
};

describe('the patrol for false tags', () => {
  it('removes nothing where the configuration only wants to hear of them', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    expect((await look(buildPlace, 'report')).map(({ job }) => job)).toEqual(['false-tag']);
  });

  it('finds tags set by hand, forged and copied, and leaves what is approved alone', async () => {
    await copyTags();
    expect(await seen(buildPlace)).toEqual([`${other} other_image`]);
    world.fake.hands.tagImage(handmade, { [tag]: 'approved' });
    expect(await seen(prodPlace)).toEqual([`${handmade} tag_only`]);
    const { 'assay:attestation-production': attestation = '' } = await tagsOf(approved);
    world.fake.hands.tagImage(approved, { 'assay:attestation-production': attestation.replace('U0BEN', 'U0EVA') });
    expect((await seen(buildPlace)).sort()).toEqual([`${approved} forged`, `${other} other_image`]);
  });

  it('asks once, again after one that is done, and not after one that failed', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const [first] = await look(buildPlace);
    expect(first).toMatchObject({ job: 'untag', channel: 'C0ALERTS01' });
    expect((await look(buildPlace))[0]?.requestKey).toBe(first?.requestKey);
    const was = (state: Run['state']) =>
      look(buildPlace, 'remove', {
        ...noRecords,
        runs: async () => [{ id: 'r-before', job: 'untag', state, place: buildPlace, plan: first?.plan } as Run],
      });
    expect(await was('running')).toEqual([]);
    expect(await was('failed')).toEqual([]);
    const [next] = await was('done');
    expect(next?.requestKey).not.toBe(first?.requestKey);
  });
});

describe('the removal of false tags', () => {
  it('deletes all that belongs to the claim, reads it back, and says why', async () => {
    await copyTags();
    const before = await tagsOf(approved);
    const [wanted] = await look(buildPlace);
    const run = runOf(wanted);
    const result = await run.go();
    expect(Object.keys(result.removed).sort()).toEqual(
      Object.keys(before)
        .filter((key) => key.includes('production'))
        .sort(),
    );
    expect(Object.keys(await tagsOf(other)).filter((key) => key.includes('production'))).toEqual([]);
    expect(await tagsOf(approved)).toEqual(before);
    const words = wordsOf(untagJob.present.done(untagJob.plan.parse(wanted?.plan), result, run.view, world.settings));
    expect(words).toContain('Approval tags on web-2026-10-10 were copied from another AMI and are removed');
  });

  it('in an account that put its own tags on a shared AMI, and only there', async () => {
    world.fake.hands.changeLaunchPermissions(other, { add: [ACCOUNTS.prod] });
    const prod = world.aws.writer({ reference: 'somebody', userId: 'U0SAM' }).ec2(prodPlace);
    await prod.createTags([other], { [tag]: 'approved' });
    expect(await seen(buildPlace)).toEqual([]);
    const [wanted] = await look(prodPlace);
    expect((await runOf(wanted).go()).removed).toEqual({ [tag]: 'approved' });
    expect(await tagsOf(other, prodPlace)).not.toHaveProperty(tag);
    expect(world.calls('DeleteTags').map(({ account }) => account)).toEqual([ACCOUNTS.prod]);
  });

  it('touches nothing when the AMI was approved before it came to it', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const [wanted] = await look(buildPlace);
    await approve(world, other);
    const before = await tagsOf(other);
    const calls = world.calls('DeleteTags').length;
    expect(await runOf(wanted).go()).toEqual({ removed: {} });
    expect(await tagsOf(other)).toEqual(before);
    expect(world.calls('DeleteTags')).toHaveLength(calls);
  });

  it('waits while AWS is too busy to prove anything, and takes that for no approval and no forgery', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const [wanted] = await look(buildPlace);
    const run = runOf(wanted);
    world.fake.faults.add({ kind: 'status', call: 'DescribeSnapshots', status: 503, times: 3 });
    expect(await run.go()).toEqual({ removed: { [tag]: 'approved' } });
  });

  it('says what it removed also after a crash, and does it once', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const [wanted] = await look(buildPlace);
    const run = runOf(wanted);
    run.crashAfter('remove');
    await expect(run.go()).rejects.toThrow();
    expect(await run.go()).toEqual({ removed: { [tag]: 'approved' } });
    expect(world.calls('DeleteTags')).toHaveLength(1);
  });

  it('says so when AWS refuses', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const [wanted] = await look(buildPlace);
    world.fake.faults.add({ kind: 'error', call: 'DeleteTags', code: 'UnauthorizedOperation', times: 9 });
    expect(await refusalOf(runOf(wanted).go())).toMatchObject({ code: 'aws_denied' });
    expect(await tagsOf(other)).toHaveProperty(tag);
  });
});
