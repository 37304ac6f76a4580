import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/core/outcome.ts';
import type { LaunchPlan } from '../../src/jobs/launch/plan.ts';
import { approve } from '../jobs/support/approvals.ts';
import { type AwsWorld, refusalOf, startAwsWorld, worldSettings } from '../support/aws-world.ts';
import { plan } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
  await approve(world, 'ami-0a1b2c3d4e5f6a006');
  // The same tag, by hand, on one that nobody approved.
  world.fake.hands.tagImage('ami-0a1b2c3d4e5f6a001', { 'ami-approved-production': 'approved' });
});
afterAll(async () => await world.close());

const planned = async (line: string) => {
  const made = await plan(world, line);
  return { ...made, launch: made.parsed as LaunchPlan };
};

describe('what is not said is found', () => {
  it('in the instance the AMI was made from', async () => {
    const { launch, words } = await planned('launch web-2026-10-01 --name web-canary team=shop');
    expect(launch).toMatchObject({
      type: 't3.medium',
      zone: 'eu-west-1a',
      subnet: { id: 'subnet-0b0b0c0d0e0f000a1', name: 'private-a' },
      like: { id: 'i-0a1b2c3d4e5f60001', name: 'web-1' },
      name: 'web-canary',
      tags: { team: 'shop' },
      environment: 'build',
    });
    expect(words).toContain('AMI approved: not demanded in build');
  });

  it('in another zone of the same network', async () => {
    const { launch } = await planned('launch web-2026-10-01 --zone c --key-pair none');
    expect(launch).toMatchObject({ zone: 'eu-west-1c', subnet: { id: 'subnet-0b0b0c0d0e0f000c1' } });
    expect(launch.keyName).toBeUndefined();
  });

  it('from the default network where there is nothing to be like', async () => {
    const { launch } = await planned('launch web-2026-10-10 --account prod --type t3.large --zone b');
    expect(launch).toMatchObject({
      place: { account: '444455556666', region: 'eu-west-1' },
      ownerPlace: { account: '111122223333' },
      type: 't3.large',
      zone: 'eu-west-1b',
      securityGroups: [{ name: 'default' }],
    });
    expect(launch.like).toBeUndefined();
  });

  it.each<[string, Partial<UserError>, RegExp]>([
    ['launch web-2026-10-10 --account prod', { code: 'bad_input', field: 'type' }, /of which type/],
    [
      'launch base-2026-09-01 --type t3.micro',
      { code: 'ambiguous', field: 'subnet' },
      /Several subnets could be meant/,
    ],
    [
      'launch web-2026-10-01 --account prod --type t3.micro',
      { code: 'not_possible', field: 'account' },
      /cannot be seen in prod/,
    ],
    [
      'launch web-2026-10-01 --zone b --subnet private-c',
      { code: 'bad_input', field: 'subnet' },
      /is in eu-west-1c, not in/,
    ],
    ['launch web-2026-10-01 --security-groups web,nobody', { code: 'not_found', field: 'security-groups' }, /"nobody"/],
    [
      'launch web-2026-10-01 --type r6i.large --zone c',
      { code: 'not_possible', field: 'zone' },
      /does not offer r6i.large/,
    ],
    ['launch web-2026-10-01 assay:run=x', { code: 'bad_input', field: 'tags' }, /"assay:run" is reserved/],
  ])('refused: %s', async (line, fields, says) => {
    const refusal = await refusalOf(planned(line));
    expect(refusal).toMatchObject(fields);
    expect(refusal.message).toMatch(says);
  });

  it('is the same when it is planned again', async () => {
    const line = 'launch web-2026-10-10 --account prod --type t3.medium';
    expect((await planned(line)).digest).toBe((await planned(line)).digest);
  });
});

describe('only approved AMIs where the environment demands it', () => {
  it('an approved one, with the sentence that proves it', async () => {
    const { launch, words } = await planned('launch web-2026-10-10 --account prod --type t3.medium');
    expect(launch.approval).toMatch(/was approved for production by 2 people .*signature is valid/);
    expect(words).toContain(launch.approval);
  });

  it.each([
    ['base-2026-09-01', /tag was set by hand.*Only approved AMIs/],
    ['quick-fix-please-delete', /is not approved for production.*Only approved AMIs are launched in production/],
    ['ami-0aaaaaaaaaaaaa001', /belongs to 137112412989, so nobody here has approved it/],
  ])('not %s', async (image, says) => {
    const refusal = await refusalOf(planned(`launch ${image} --account prod --type t3.medium`));
    expect(refusal.code).toBe('needs_approval');
    expect(refusal.message).toMatch(says);
  });

  it('unless the configuration says that any may', async () => {
    const environments = worldSettings.environments.map((one) => ({ ...one, launch: 'any' as const }));
    const { words } = await plan(world, 'launch quick-fix-please-delete --account prod --type t3.medium', {
      settings: { ...world.settings, environments },
    });
    expect(words).toMatch(/! ami-0d1b2c3d4e5f6d001 is not approved for production/);
  });
});

describe('roles', () => {
  it('are not handed out where the configuration names none', async () => {
    const line = 'launch web-2026-10-01 --profile administrator';
    const accounts = worldSettings.accounts.map((account) => ({ ...account, instanceRoles: [] }));
    const refusal = await refusalOf(plan(world, line, { settings: { ...worldSettings, accounts } }));
    expect(refusal).toMatchObject({ code: 'not_allowed', field: 'profile' });
    expect((await planned(line)).launch.profile).toBe('administrator');
  });
});
