import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsReader } from '../../src/core/aws.ts';
import { UserError } from '../../src/core/outcome.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { build, formerKey, prod, sampleInput, signingKey } from '../policy/sample.ts';
import { failureOf, policySetOf, startWithRoles, type WithRoles } from './start-with-roles.ts';

const place = { account: build, region: 'eu-west-1' };
const image = 'ami-0a1b2c3d4e5f6a002';
const instance = 'i-0a1b2c3d4e5f60001';
const anna = { reference: 'r-abcdefghjk', userId: 'U0ANNA' };

describe('reader and writer are two roles', () => {
  let world: WithRoles;
  beforeAll(async () => {
    world = await startWithRoles();
  });
  afterAll(async () => await world.close());

  it('gives no way from a reader to a write, by type', () => {
    const aws: AwsReader = world.aws.reader(anna);
    // @ts-expect-error a reader has no createTags: a command that writes must not compile
    expect(aws.ec2(place).createTags).toBeUndefined();
    // @ts-expect-error a reader has no createImage
    expect(aws.ec2(place).createImage).toBeUndefined();
    // @ts-expect-error a reader can verify, not sign
    expect(aws.keys.sign).toBeUndefined();
    // @ts-expect-error a reader is not a writer
    const writer: ReturnType<WithRoles['aws']['writer']> = aws;
    expect(writer).toBe(aws);
  });

  it('writes what a job needs, as the writer role, and says for whom', async () => {
    const ec2 = world.aws.writer(anna).ec2(place);
    const { imageId } = await ec2.createImage({
      instanceId: instance,
      name: 'web-roles-test',
      description: 'test',
      noReboot: true,
      tags: { Name: 'web', 'assay:run': anna.reference },
    });
    await ec2.createTags([image], { 'ami-approved-production': 'approved', 'assay:attestation-production': 'v1' });
    await ec2.deleteTags([image], ['ami-approved-production', 'assay:attestation-production']);
    expect(imageId).toMatch(/^ami-/);
    const [call] = world.calls('CreateImage');
    expect(call?.principal).toBe(`arn:aws:sts::${build}:assumed-role/AssayWorker/${anna.reference}`);
    expect(call?.sourceIdentity).toBe(anna.userId);
  });

  it('cannot write with the reader role, whatever the program tries', async () => {
    // The same program with its writer role mistaken for the reader: IAM is the second lock.
    const accounts = world.options.accounts.map((account) => ({ ...account, writeRoleArn: account.readRoleArn }));
    const confused = world.another({ accounts });
    const ec2 = confused.writer(anna).ec2(place);
    const attempts = [
      ec2.createTags([image], { 'ami-approved-production': 'approved' }),
      ec2.deleteTags([image], ['team']),
      ec2.createImage({ instanceId: instance, name: 'never', description: '', noReboot: true, tags: {} }),
      confused.writer(anna).keys.sign(signingKey, new Uint8Array(32)),
    ];
    for (const attempt of attempts) expect(await failureOf(attempt)).toMatchObject({ code: 'aws_denied' });
    expect(await ec2.images({ ids: [image] })).toHaveLength(1);
  });

  it('refuses what the writer role is not for, and names it', async () => {
    const ec2 = world.aws.writer(anna).ec2(place);
    for (const attempt of [
      ec2.createTags([image], { team: 'other' }),
      ec2.createTags([image], { 'AMI-Approved-production': 'approved' }),
      ec2.createTags([instance], { 'assay:run': 'x' }),
      ec2.deleteTags([image], ['team']),
    ])
      expect(await failureOf(attempt)).toMatchObject({ code: 'aws_denied' });
    const born = await failureOf(
      ec2.createImage({
        instanceId: instance,
        name: 'born-approved',
        description: '',
        noReboot: true,
        tags: { 'ami-approved-production': 'approved' },
      }),
    );
    expect(born).toBeInstanceOf(UserError);
    expect(born.message).toBe(`The role AssayWorker may not ec2:CreateTags in build (${build}), eu-west-1.`);
  });

  it('signs with the writer role and verifies with the reader role', async () => {
    const digest = new Uint8Array(32).fill(7);
    const signature = await world.aws.writer(anna).keys.sign(signingKey, digest);
    const { keys } = world.aws.reader(anna);
    expect(await keys.verify(signingKey, digest, signature)).toBe(true);
    expect(await keys.verify(signingKey, new Uint8Array(32).fill(8), signature)).toBe(false);
    expect(await keys.verify(signingKey, digest, new Uint8Array(0))).toBe(false);
    // Each key proves what it signed, and the former one does not sign any more.
    const former = world.another({ signing: { keyArn: formerKey } });
    const set = policySetOf(makePolicies(sampleInput));
    const withFormer = makePolicies({
      ...sampleInput,
      settings: { ...sampleInput.settings, signingKey: formerKey, formerSigningKeys: [] },
    });
    world.fake.setPolicies(policySetOf(withFormer));
    const old = await former.writer(anna).keys.sign(formerKey, digest);
    world.fake.setPolicies(set);
    expect(await keys.verify(formerKey, digest, old)).toBe(true);
    expect(await keys.verify(formerKey, digest, signature)).toBe(false);
    expect(await keys.verify(signingKey, digest, old)).toBe(false);
    expect(await failureOf(world.aws.writer(anna).keys.sign(formerKey, digest))).toMatchObject({
      code: 'not_possible',
    });
    expect(await failureOf(former.writer(anna).keys.sign(formerKey, digest))).toMatchObject({ code: 'aws_denied' });
    const foreign = 'arn:aws:kms:eu-west-1:777788889999:key/1';
    expect(await failureOf(keys.verify(foreign, digest, signature))).toMatchObject({ code: 'not_possible' });
  });

  it('takes one session per role, person and reference', async () => {
    const { aws } = world;
    const before = world.calls('AssumeRole').length;
    const find = { reference: 'find', userId: 'U0ANNA' };
    await Promise.all([
      aws
        .reader(find)
        .ec2(place)
        .images({ ids: [image] }),
      aws
        .reader(find)
        .ec2(place)
        .instances({ ids: [instance] }),
      aws
        .reader(find)
        .ec2({ ...place, region: 'us-east-1' })
        .images({ owners: ['self'] }),
    ]);
    expect(world.calls('AssumeRole')).toHaveLength(before + 1);
    await aws
      .reader({ ...find, userId: 'U0BEN' })
      .ec2(place)
      .images({ ids: [image] });
    await aws
      .reader(find)
      .ec2({ ...place, account: prod })
      .images({ owners: ['self'] });
    expect(world.calls('AssumeRole')).toHaveLength(before + 3);
  });

  it('says what is missing when a role cannot be taken', async () => {
    const accounts = world.options.accounts.map((account) => ({ ...account, externalId: 'wrong' }));
    const wrong = world.another({ accounts });
    const error = (await failureOf(
      wrong
        .reader(anna)
        .ec2(place)
        .images({ ids: [image] }),
    )) as UserError;
    expect(error.code).toBe('aws_denied');
    expect(error.message).toBe(`Assay may not take the role AssayReader in build (${build}), eu-west-1.`);
    expect(error.hint).toContain('external id');
    expect(world.recorded.at(-1)).toMatchObject({ service: 'sts', action: 'AssumeRole', result: 'AccessDenied' });
  });

  it('knows only configured accounts and Regions', async () => {
    const aws = world.aws.reader(anna);
    expect(() => aws.ec2({ account: '777788889999', region: 'eu-west-1' })).toThrow(/not in Assay's configuration/);
    expect(() => aws.ec2({ ...place, region: 'ap-south-1' })).toThrow(/configured without the Region/);
  });
});
