import { afterEach, describe, expect, it } from 'vitest';
import { checkAws } from '../../src/aws/check-aws.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { doctorNeeds } from '../../src/policy/needs-of.ts';
import { build, formerKey, hub, reader, sampleInput, signingKey, writer } from '../policy/sample.ts';
import { policySetOf, startWithRoles, type WithRoles } from './start-with-roles.ts';

describe('the doctor', () => {
  let world: WithRoles;
  const check = (more: object = {}) =>
    checkAws({ ...world.options, hubRoleArn: hub, probeTagKey: 'assay:doctor', ...more });
  afterEach(async () => await world.close());

  it('finds everything in order, and changes nothing', async () => {
    world = await startWithRoles();
    const before = JSON.stringify(world.fake.state().accounts);
    const checks = await check();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      'hub role',
      'build: reader role',
      'build: writer role',
      'build, eu-west-1: read',
      'build, eu-west-1: tag AMIs',
      'build, eu-west-1: create AMIs',
      'build, us-east-1: read',
      'build, us-east-1: tag AMIs',
      'build, us-east-1: create AMIs',
      'prod: reader role',
      'prod: writer role',
      'prod, eu-west-1: read',
      'prod, eu-west-1: tag AMIs',
      'prod, eu-west-1: create AMIs',
      'prod, us-east-1: read',
      'prod, us-east-1: tag AMIs',
      'prod, us-east-1: create AMIs',
      'signing key',
      'sign and verify',
      'former signing key 5f1c0de0-0000-4000-8000-00000000a003',
    ]);
    expect(checks.find(({ name }) => name === 'build, us-east-1: tag AMIs')?.sentence).toContain('Not tried');
    expect(JSON.stringify(world.fake.state().accounts)).toBe(before);
    expect(world.fake.unknownCalls).toEqual([]);
  });

  it('tries the queue of events where there is one', async () => {
    world = await startWithRoles();
    const eventQueueUrl = 'https://sqs.eu-west-1.amazonaws.com/999988887777/assay-events';
    expect((await check({ eventQueueUrl })).at(-1)).toMatchObject({ name: 'events', ok: true });
    expect((await check({ eventQueueUrl: `${eventQueueUrl}-of-others` })).at(-1)).toEqual({
      name: 'events',
      ok: false,
      sentence: 'The role AssayHub may not sqs:ReceiveMessage in hub (999988887777), eu-west-1.',
      fix: expect.stringContaining('assay policy'),
    });
  });

  it('reads no more than it declares', async () => {
    world = await startWithRoles();
    await check();
    const declared = new Set(doctorNeeds.reader.map(({ action }) => action));
    const used = world.fake.calls
      .filter(({ principal }) => principal.includes(':assumed-role/AssayReader/'))
      .map(({ service, action }) => `${service}:${action}`);
    expect(new Set(used)).toEqual(declared);
  });

  it('names each thing that is missing, and its remedy', async () => {
    world = await startWithRoles();
    const set = policySetOf(makePolicies(sampleInput));
    world.fake.setPolicies({
      ...set,
      roles: set.roles.map((role) =>
        role.arn === writer(build)
          ? { ...role, policies: [] }
          : role.arn === reader(sampleInput.accounts[1]?.id ?? '')
            ? { arn: role.arn, policies: role.policies }
            : role,
      ),
    });
    const checks = await check({ hubRoleArn: 'arn:aws:iam::999988887777:role/Other' });
    const bad = checks.filter(({ ok }) => !ok);
    expect(bad.map(({ name }) => name)).toEqual([
      'hub role',
      'build, eu-west-1: tag AMIs',
      'build, eu-west-1: create AMIs',
      'prod: reader role',
      'sign and verify',
    ]);
    for (const { fix } of bad) expect(fix).toBeTruthy();
    expect(bad[1]?.sentence).toBe(`The role AssayWorker may not ec2:CreateTags in build (${build}), eu-west-1.`);
    expect(checks.some(({ name }) => name.startsWith('prod, '))).toBe(false);
  });

  it('finds a key that is disabled', async () => {
    world = await startWithRoles();
    const keyArn = signingKey.replace('a001', 'a002');
    const set = policySetOf(
      makePolicies({ ...sampleInput, settings: { ...sampleInput.settings, signingKey: keyArn } }),
    );
    world.fake.setPolicies(set);
    const checks = await check({ signing: { keyArn } });
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['signing key', 'sign and verify']);
    expect(checks.find(({ name }) => name === 'signing key')?.sentence).toContain('it is Disabled');
  });

  it('finds a former key that is disabled, or that nobody may verify with, and says what that means', async () => {
    world = await startWithRoles();
    const disabled = signingKey.replace('a001', 'a002');
    const settings = { ...sampleInput.settings, formerSigningKeys: [disabled] };
    world.fake.setPolicies(policySetOf(makePolicies({ ...sampleInput, settings })));
    const checks = await check({ signing: { keyArn: signingKey, formerKeyArns: [disabled, formerKey] } });
    const bad = checks.filter(({ ok }) => !ok);
    expect(bad.map(({ name }) => name)).toEqual(
      [disabled, formerKey].map((arn) => `former signing key ${arn.split('/')[1]}`),
    );
    expect(bad[0]?.sentence).toContain('it is Disabled');
    expect(bad[0]?.fix).toContain('take it out of aws.formerSigningKeys');
    expect(bad[1]?.sentence).toMatch(/may not kms:Verify/);
  });
});
