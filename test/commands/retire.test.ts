import { afterAll, beforeAll, expect, it } from 'vitest';
import { requirement } from '../../src/approvals/policy.ts';
import { retireJob } from '../../src/jobs/retire/index.ts';
import { approve } from '../jobs/support/approvals.ts';
import { planRetire } from '../jobs/support/retirement.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { plan } from './support.ts';

const base = 'ami-0a1b2c3d4e5f6a001';
const web = 'ami-0a1b2c3d4e5f6a006';
const old = 'ami-0a1b2c3d4e5f6a002';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

const needs = async (image: string) =>
  requirement(retireJob.impact(await planRetire(world, { image })), { ...world.settings, demands: [] });

it('shows the three steps, who uses it, and what is not known yet', async () => {
  const { words, parsed } = await plan(world, 'retire web-2026-10-10 --reason "replaced"');
  expect(words).toContain('Deprecate: at once');
  expect(words).toContain('Disable: after 30 days');
  expect(words).toContain('Deregister: after 60 days with its 1 snapshot (20 GiB)');
  expect(words).toMatch(/Used by: launch template lt-\w+ in prod, instance web-prod-1 in prod/);
  expect(words).toContain('In other accounts: not known yet');
  expect(words).toContain('Shared with: prod');
  expect(words).toContain('! It is in use.');
  // The same plan comes out again, whatever moved in between on its own.
  expect((await plan(world, 'retire web-2026-10-10 --reason "replaced"')).parsed).toEqual(parsed);
});

it('finds parameters, recipes and templates by parameter, each named', async () => {
  const { words } = await plan(world, `retire ${base}`);
  expect(words).toContain('SSM parameter /golden/base in build');
  expect(words).toContain('image recipe web/1.0.0 in build');
});

it('needs two people of production when it runs there or is approved for it, and nobody when nothing uses it', async () => {
  expect(await needs(web)).toMatchObject({ environment: 'production', minimum: 2 });
  expect(await needs(old)).toBeUndefined();
  await approve(world, old);
  expect(await needs(old)).toMatchObject({ environment: 'production', minimum: 2, requesterSuffices: false });
});

it('an account that cannot be looked at is named, and counts as one that may use it', async () => {
  world.fake.faults.add({ kind: 'error', call: 'DescribeImageReferences', code: 'UnauthorizedOperation', times: 2 });
  const { words, parsed } = await plan(world, 'retire db-2026-10-05');
  expect(words).toContain('! Could not be asked who uses it: build, eu-west-1, prod, eu-west-1.');
  expect(parsed).toMatchObject({ endsFor: 'production' });
});

it('a busy account is asked again later instead of being called unseen', async () => {
  world.fake.faults.add({ kind: 'throttle', call: 'DescribeImageReferences', times: 9 });
  expect(await refusalOf(plan(world, 'retire db-2026-10-05'))).toMatchObject({ code: 'aws_busy' });
  world.fake.faults.clear();
});

it('refuses orders that make no sense, with the field', async () => {
  const refused = async (more: string) => await refusalOf(plan(world, `retire db-2026-10-05 ${more}`));
  expect(await refused('--deprecate-after never')).toMatchObject({ field: 'deprecate-after' });
  expect(await refused('--deprecate-after 40d')).toMatchObject({ field: 'disable-after' });
  expect(await refused('--deregister-after 1d')).toMatchObject({ field: 'deregister-after' });
  expect(await refused('--disable-after never --deregister-after 1d')).toMatchObject({ field: 'deregister-after' });
  expect((await plan(world, 'retire db-2026-10-05 --disable-after 90d')).words).toContain('Deregister: after 90 days');
  expect((await plan(world, 'retire db-2026-10-05 --disable-after never')).words).toContain('Deregister: never');
});

it('leaves alone what others manage, what is not ours, and what is protected', async () => {
  const db = 'ami-0a1b2c3d4e5f6a005';
  const refused = async (line: string) => await refusalOf(plan(world, line));
  expect(await refused('retire ami-0ccccccccccccc001')).toMatchObject({
    code: 'not_possible',
    message: expect.stringContaining('belongs to'),
  });
  world.fake.hands.tagImage(db, { 'aws:backup:source-resource': 'i-1' });
  expect((await refused(`retire ${db}`)).hint).toContain('recovery point');
  world.fake.hands.untagImage(db, ['aws:backup:source-resource']);
  world.fake.hands.tagImage(db, { 'aws:dlm:lifecycle-policy-id': 'policy-1' });
  expect((await refused(`retire ${db}`)).message).toContain('Data Lifecycle Manager');
  world.fake.hands.untagImage(db, ['aws:dlm:lifecycle-policy-id']);
  world.fake.hands.protectImage(db, true);
  expect((await refused(`retire ${db}`)).hint).toContain(ACCOUNTS.build);
  expect((await plan(world, `retire ${db} --deregister-after never`)).words).toContain('Deregister: never');
  world.fake.hands.protectImage(db, false);
});
