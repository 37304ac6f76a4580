import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LifecycleWriter } from '../../src/core/aws-lifecycle.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { build, prod, sampleInput } from '../policy/sample.ts';
import { failureOf, policySetOf, startWithRoles, type WithRoles } from './start-with-roles.ts';

const place = { account: build, region: 'eu-west-1' };
const base = 'ami-0a1b2c3d4e5f6a001';
const web = 'ami-0a1b2c3d4e5f6a006';
const db = 'ami-0a1b2c3d4e5f6a005';

describe('the lifecycle port', () => {
  let world: WithRoles;
  let writer: LifecycleWriter;
  beforeAll(async () => {
    world = await startWithRoles();
    // What each command may is proven elsewhere; here everything may, so that the adapter itself is seen.
    const { roles, ...rest } = policySetOf(makePolicies(sampleInput));
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    world.fake.setPolicies({
      ...rest,
      serviceControlPolicies: {},
      roles: (roles ?? []).map((role) => ({ ...role, policies: [all] })),
    });
    writer = world.aws.writer({ reference: 'r-abcdefghjk', userId: 'U0ANNA' }).lifecycle(place);
  });
  afterAll(async () => await world.close());

  const image = async (id: string) =>
    (
      await world.aws
        .reader({ reference: 'find', userId: 'U0ANNA' })
        .ec2(place)
        .images({ ids: [id] })
    )[0];

  it('names what refers to an AMI, by kind', async () => {
    const found = await writer.references([base, web]);
    expect(new Set(found.filter(({ imageId }) => imageId === base).map(({ kind }) => kind))).toEqual(
      new Set(['instance', 'launch-template', 'parameter', 'image-recipe']),
    );
    // A terminated instance needs no image.
    expect(found.map(({ arn }) => arn).filter((arn) => arn.endsWith('i-0a1b2c3d4e5f60005'))).toEqual([]);
    expect(await failureOf(writer.references(['ami-0eeeeeeeeeeeee001']))).toMatchObject({ code: 'not_found' });
    const elsewhere = world.aws.reader({ reference: 'find', userId: 'U0ANNA' }).lifecycle({ ...place, account: prod });
    expect((await elsewhere.references([web])).map(({ kind }) => kind)).toEqual(['instance', 'launch-template']);
  });

  it('counts users in all accounts', async () => {
    const id = await writer.createUsageReport(web, 'r-abcdefghjk-1', { 'assay:run': 'r-abcdefghjk' });
    expect(await writer.createUsageReport(web, 'r-abcdefghjk-1', { 'assay:run': 'r-abcdefghjk' })).toBe(id);
    const [report] = await writer.usageReports(web);
    expect(report).toMatchObject({ id, imageId: web, tags: { 'assay:run': 'r-abcdefghjk' } });
    await expect.poll(async () => (await writer.usageReports(web))[0]?.state).toBe('available');
    expect(await writer.usageEntries(id)).toEqual([
      { accountId: prod, kind: 'instance', count: 1 },
      { accountId: prod, kind: 'launch-template', count: 1 },
    ]);
    await writer.deleteUsageReport(id);
    expect(await writer.usageReports(web)).toEqual([]);
    expect(await failureOf(writer.deleteUsageReport(id))).toMatchObject({ code: 'not_found' });
  });

  it('deprecates, disables, deregisters, and brings back', async () => {
    await writer.deprecate(db, new Date(Date.now() + 120_000));
    expect((await image(db))?.deprecatedAt).toBeDefined();
    await writer.disable(db);
    expect((await image(db))?.state).toBe('disabled');
    expect(await failureOf(writer.disable(db))).toMatchObject({ code: 'wrong_state' });
    await writer.enable(db);
    await writer.cancelDeprecation(db);
    expect(await image(db)).toMatchObject({
      state: 'available',
      deprecatedAt: undefined,
      deregistrationProtection: 'disabled',
    });
    const outcomes = await writer.deregister(db, { withSnapshots: true });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['success', 'success']);
    expect(await image(db)).toBeUndefined();
    const [binned] = await writer.binnedImages([db, web]);
    expect(binned?.id).toBe(db);
    const snapshots = await writer.binnedSnapshots(outcomes.map(({ snapshotId }) => snapshotId));
    expect(snapshots).toHaveLength(2);
    for (const { id } of snapshots) await writer.restoreSnapshot(id);
    await writer.restoreImage(db);
    expect((await image(db))?.state).toBe('available');
  });

  it('says who can help when deregistration is refused', async () => {
    world.fake.hands.protectImage(db, true);
    expect(await failureOf(writer.deregister(db, { withSnapshots: false }))).toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('ec2:DisableImageDeregistrationProtection'),
    });
    world.fake.hands.protectImage(db, false);
    world.fake.hands.tagImage(db, { 'aws:backup:source-resource': 'x' });
    expect(await failureOf(writer.deregister(db, { withSnapshots: false }))).toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('AWS Backup'),
    });
    expect(await failureOf(writer.deregister('ami-0ccccccccccccc001', { withSnapshots: false }))).toMatchObject({
      code: 'aws_denied',
    });
  });
});
