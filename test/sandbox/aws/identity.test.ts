import {
  CreateImageCommand,
  CreateStoreImageTaskCommand,
  CreateTagsCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  GetImageFindingsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ORGANISATION_ID, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { PolicySet } from '../../../sandbox/aws/identity/policy-set.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { allow, assume, ec2As, errorOf, kmsAs, policy, startQuick, stsAs } from './support.ts';

const WEB = 'i-0a1b2c3d4e5f60001';
const IMAGE = 'ami-0a1b2c3d4e5f6a002';
const TRUST = policy({
  Effect: 'Allow',
  Principal: { AWS: ROLES.hub },
  Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
  Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANISATION_ID } },
});
const HUB = policy(allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], 'arn:aws:iam::*:role/Assay*'));

function policies(build: readonly object[], extra: Partial<PolicySet> = {}): PolicySet {
  return {
    roles: [
      { arn: ROLES.hub, policies: [HUB] },
      { arn: ROLES.build, trust: TRUST, policies: [policy(...build)] },
    ],
    ...extra,
  };
}

describe('signatures', () => {
  let now = Date.now();
  let fake: FakeAws;
  beforeEach(async () => {
    now = Date.now();
    fake = await startQuick({ now: () => now });
  });
  afterEach(async () => await fake.close());

  it('says who calls', async () => {
    const identity = await stsAs(fake, fake.credentials(ROLES.hub)).send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe(ACCOUNTS.platform);
    expect(identity.Arn).toMatch(/^arn:aws:sts::999988887777:assumed-role\/AssayHub\//);
    const user = 'arn:aws:iam::999988887777:user/assay';
    expect((await stsAs(fake, fake.credentials(user)).send(new GetCallerIdentityCommand({}))).Arn).toBe(user);
  });

  it('refuses a wrong secret, an unknown key and a wrong token, each service with its own code', async () => {
    const right = fake.credentials(ROLES.hub);
    const wrong = { ...right, secretAccessKey: 'wrong' };
    const unknown = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    const codes = async (keys: typeof right) => [
      (await errorOf(ec2As(fake, keys).send(new DescribeImagesCommand({})))).name,
      (await errorOf(stsAs(fake, keys).send(new GetCallerIdentityCommand({})))).name,
      (await errorOf(kmsAs(fake, keys).send(new DescribeKeyCommand({ KeyId: 'alias/assay-approvals' })))).name,
    ];
    expect(await codes(wrong)).toEqual(['AuthFailure', 'SignatureDoesNotMatch', 'InvalidSignatureException']);
    expect(await codes(unknown)).toEqual(['AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException']);
    const session = await assume(fake, ROLES.build);
    expect(await codes({ ...session, sessionToken: 'stolen' } as typeof right)).toEqual([
      'AuthFailure',
      'InvalidClientTokenId',
      'UnrecognizedClientException',
    ]);
  });

  it('refuses an unsigned request', async () => {
    const answer = await fetch(fake.url, { method: 'POST', body: 'Action=DescribeImages&Version=2016-11-15' });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('<Code>AuthFailure</Code>');
  });

  it('refuses an expired session and a request signed long ago', async () => {
    const session = await assume(fake, ROLES.build, { DurationSeconds: 900 });
    now += 901_000;
    const late = { systemClockOffset: 901_000 };
    expect((await errorOf(ec2As(fake, session, late).send(new DescribeImagesCommand({})))).name).toBe('RequestExpired');
    const sts = stsAs(fake, session);
    sts.config.systemClockOffset = 901_000;
    expect((await errorOf(sts.send(new GetCallerIdentityCommand({})))).name).toMatch(/^ExpiredToken/);
    const stale = stsAs(fake, fake.credentials(ROLES.hub)).send(new GetCallerIdentityCommand({}));
    expect((await errorOf(stale)).message).toContain('Signature expired');
  });

  it('answers an unknown call with 501 and remembers it', async () => {
    const session = await assume(fake, ROLES.build);
    const store = ec2As(fake, session).send(new CreateStoreImageTaskCommand({ ImageId: IMAGE, Bucket: 'x' }));
    const { status } = await errorOf(store);
    // Once this call exists in the fake the test needs another one that does not.
    expect([status, fake.unknownCalls]).toEqual([501, ['ec2:CreateStoreImageTask']]);
  });
});

describe('IAM', () => {
  let fake: FakeAws;
  beforeEach(async () => {
    fake = await startQuick();
  });
  afterEach(async () => await fake.close());
  const build = async () => ec2As(fake, await assume(fake, ROLES.build));

  it('denies everything when nothing is installed and that is wanted', async () => {
    const strict = await startQuick({ unconfigured: 'deny' });
    const list = ec2As(strict, strict.credentials(ROLES.build)).send(new DescribeImagesCommand({}));
    expect((await errorOf(list)).name).toBe('UnauthorizedOperation');
    await strict.close();
  });

  it('says what is missing, in AWS words', async () => {
    fake.setPolicies(policies([allow('ec2:DescribeImages', '*')]));
    const client = await build();
    await client.send(new DescribeImagesCommand({ Owners: ['self'] }));
    const error = await errorOf(
      client.send(new CreateTagsCommand({ Resources: [IMAGE], Tags: [{ Key: 'a', Value: 'b' }] })),
    );
    expect(error).toEqual({
      name: 'UnauthorizedOperation',
      status: 403,
      message: expect.stringMatching(
        /^You are not authorized to perform this operation\. User: arn:aws:sts::111122223333:assumed-role\/AssayWorker\/req-1 is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:eu-west-1::image\/ami-0a1b2c3d4e5f6a002 because no identity-based policy allows the ec2:CreateTags action\. Encoded authorization failure message: \S+$/,
      ),
    });
  });

  it('evaluates request tags, resource tags, owner and tag keys', async () => {
    const tagging = (condition: object) => policies([allow('ec2:CreateTags', 'arn:aws:ec2:*::image/*', condition)]);
    const put = async (Key: string, Value: string) => {
      const client = await build();
      return await client.send(new CreateTagsCommand({ Resources: [IMAGE], Tags: [{ Key, Value }] })).then(
        () => 'ok',
        (error: Error) => error.name,
      );
    };
    fake.setPolicies(
      tagging({
        StringEquals: { 'aws:RequestTag/stage': 'test' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage'] },
      }),
    );
    expect([await put('stage', 'test'), await put('stage', 'prod'), await put('other', 'test')]).toEqual([
      'ok',
      'UnauthorizedOperation',
      'UnauthorizedOperation',
    ]);
    fake.setPolicies(tagging({ StringEquals: { 'aws:ResourceTag/team': 'shop', 'ec2:Owner': ACCOUNTS.build } }));
    expect(await put('x', '1')).toBe('ok');
    fake.setPolicies(tagging({ StringEquals: { 'aws:ResourceTag/team': 'data' } }));
    expect(await put('x', '1')).toBe('UnauthorizedOperation');
  });

  it('needs CreateImage on instance, image and snapshot, and CreateTags for tags on creation', async () => {
    const create = async (tagged: boolean) => {
      const client = await build();
      const input = { InstanceId: WEB, Name: `t-${Math.random()}` };
      const TagSpecifications = [{ ResourceType: 'image' as const, Tags: [{ Key: 'assay:run', Value: '1' }] }];
      return await client.send(new CreateImageCommand(tagged ? { ...input, TagSpecifications } : input)).then(
        () => 'ok',
        (error: Error) => /perform: (\S+ on resource: \S+)/.exec(error.message)?.[1] ?? error.message,
      );
    };
    const instance = allow('ec2:CreateImage', 'arn:aws:ec2:*:111122223333:instance/*', {
      StringEquals: { 'aws:ResourceTag/assay:source': 'enabled' },
    });
    const image = allow('ec2:CreateImage', 'arn:aws:ec2:*::image/*');
    const snapshot = allow('ec2:CreateImage', 'arn:aws:ec2:*::snapshot/*');
    const tags = allow('ec2:CreateTags', 'arn:aws:ec2:*::image/*', {
      StringEquals: { 'ec2:CreateAction': 'CreateImage' },
    });
    fake.setPolicies(policies([image, snapshot]));
    expect(await create(false)).toBe(`ec2:CreateImage on resource: arn:aws:ec2:eu-west-1:111122223333:instance/${WEB}`);
    fake.setPolicies(policies([instance, snapshot]));
    expect(await create(false)).toBe('ec2:CreateImage on resource: arn:aws:ec2:eu-west-1::image/*');
    fake.setPolicies(policies([instance, image]));
    expect(await create(false)).toBe('ec2:CreateImage on resource: arn:aws:ec2:eu-west-1::snapshot/*');
    fake.setPolicies(policies([instance, image, snapshot]));
    expect(await create(false)).toBe('ok');
    expect(await create(true)).toBe('ec2:CreateTags on resource: arn:aws:ec2:eu-west-1::image/*');
    fake.setPolicies(policies([instance, image, snapshot, tags]));
    expect(await create(true)).toBe('ok');
  });

  it('tells missing-permissions per snapshot', async () => {
    fake.setPolicies(policies([allow('ec2:DeregisterImage', '*')]));
    const client = await build();
    const answer = await client.send(new DeregisterImageCommand({ ImageId: IMAGE, DeleteAssociatedSnapshots: true }));
    expect(answer.DeleteSnapshotResults?.[0]?.ReturnCode).toBe('missing-permissions');
  });

  it('decides actions newer than the policy simulator too', async () => {
    fake.setPolicies(policies([allow('ec2:DescribeImages', '*')]));
    const find = async () => (await build()).send(new GetImageFindingsCommand({ ImageId: IMAGE }));
    expect((await errorOf(find())).name).toBe('UnauthorizedOperation');
    fake.setPolicies(policies([allow('ec2:GetImageFindings', '*')]));
    expect((await find()).ImageFindings).toHaveLength(2);
  });

  it('an SCP wins over every allow', async () => {
    const scp = policy({
      Effect: 'Deny',
      Action: 'ec2:CreateTags',
      Resource: 'arn:aws:ec2:*::image/*',
      Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['ec2:SharedTag/*'] } },
    });
    fake.setPolicies(policies([allow('ec2:*', '*')], { serviceControlPolicies: { [ACCOUNTS.build]: [scp] } }));
    const client = await build();
    const put = (Key: string) =>
      client.send(new CreateTagsCommand({ Resources: [IMAGE], Tags: [{ Key, Value: 'v' }] }));
    await put('plain');
    expect((await errorOf(put('ec2:SharedTag/a'))).message).toContain(
      'with an explicit deny in a service control policy',
    );
  });

  it('dry run tells of permission before anything is done', async () => {
    fake.setPolicies(policies([allow('ec2:DeregisterImage', '*')]));
    const client = await build();
    expect(await errorOf(client.send(new DeregisterImageCommand({ ImageId: IMAGE, DryRun: true })))).toMatchObject({
      name: 'DryRunOperation',
      status: 412,
    });
    const tags = { Resources: [IMAGE], Tags: [{ Key: 'a', Value: 'b' }], DryRun: true };
    expect((await errorOf(client.send(new CreateTagsCommand(tags)))).name).toBe('UnauthorizedOperation');
  });

  it('assumes a role only when caller and trust policy agree, on source identity and tags too', async () => {
    // The external id is a condition key of AssumeRole only, so it stands in a statement of its own.
    const byHub = (Action: string, StringEquals: object) => ({
      Effect: 'Allow',
      Principal: { AWS: ROLES.hub },
      Action,
      Condition: { StringLike: { 'sts:SourceIdentity': '?*' }, StringEquals },
    });
    const needsSource = policy(
      byHub('sts:AssumeRole', { 'sts:ExternalId': 'assay', 'aws:PrincipalOrgID': ORGANISATION_ID }),
      byHub('sts:SetSourceIdentity', { 'aws:PrincipalOrgID': ORGANISATION_ID }),
    );
    fake.setPolicies({
      roles: [
        { arn: ROLES.hub, policies: [HUB] },
        { arn: ROLES.build, trust: needsSource, policies: [] },
        { arn: ROLES.prod, trust: TRUST, policies: [], maxSessionSeconds: 7200 },
      ],
      users: [{ arn: 'arn:aws:iam::999988887777:user/eve', policies: [HUB] }],
    });
    const sts = stsAs(fake, fake.credentials(ROLES.hub));
    const attempt = (role: string, extra: object) =>
      sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'req-1', ...extra })).then(
        () => 'ok',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    expect(await attempt(ROLES.build, { ExternalId: 'assay', SourceIdentity: 'U123' })).toBe('ok');
    expect(await attempt(ROLES.build, { ExternalId: 'assay' })).toMatch(
      /^AccessDenied: .*sts:AssumeRole on resource: arn:aws:iam::111122223333:role\/AssayWorker$/,
    );
    expect(await attempt(ROLES.build, { SourceIdentity: 'U123' })).toContain('AccessDenied');
    // The trust policy of prod allows session tags, the hub's own policy does not.
    expect(await attempt(ROLES.prod, { Tags: [{ Key: 'a', Value: 'b' }] })).toContain('sts:TagSession');
    expect(await attempt(ROLES.prod, { DurationSeconds: 7200 })).toContain('role chaining');
    expect(await attempt(ROLES.prod, { DurationSeconds: 60 })).toContain('ValidationError');
    expect(await attempt('arn:aws:iam::444455556666:role/AssayNobody', {})).toContain('AccessDenied');
    const eve = stsAs(fake, fake.credentials('arn:aws:iam::999988887777:user/eve'));
    const stolen = eve.send(new AssumeRoleCommand({ RoleArn: ROLES.prod, RoleSessionName: 'eve' }));
    expect((await errorOf(stolen)).name).toBe('AccessDenied');
    fake.hands.removeTrust(ROLES.prod);
    expect(await attempt(ROLES.prod, {})).toContain('AccessDenied');
  });

  it('a session policy narrows the session', async () => {
    fake.setPolicies(policies([allow('ec2:*', '*')]));
    const Policy = JSON.stringify(policy(allow('ec2:DescribeImages', '*')));
    const client = ec2As(fake, await assume(fake, ROLES.build, { Policy }));
    await client.send(new DescribeImagesCommand({ Owners: ['self'] }));
    const denied = await errorOf(client.send(new DeregisterImageCommand({ ImageId: IMAGE })));
    expect(denied.message).toContain('because no session policy allows the ec2:DeregisterImage action');
  });

  it('breaks loudly on a policy that is none', async () => {
    fake.setPolicies(policies([{ Effect: 'Perhaps', Action: 'ec2:*', Resource: '*' }]));
    const error = await errorOf((await build()).send(new DescribeImagesCommand({})));
    expect(error).toMatchObject({ name: 'InternalFailure', message: expect.stringContaining('cannot be read') });
  });

  it('records calls as CloudTrail would', async () => {
    const session = await assume(fake, ROLES.build, { SourceIdentity: 'U042' });
    await ec2As(fake, session).send(new DescribeImagesCommand({ Owners: ['self'] }));
    expect(fake.calls.at(-1)).toMatchObject({
      service: 'ec2',
      action: 'DescribeImages',
      account: ACCOUNTS.build,
      region: 'eu-west-1',
      principal: 'arn:aws:sts::111122223333:assumed-role/AssayWorker/req-1',
      sourceIdentity: 'U042',
      result: 'ok',
      parameters: { 'Owner.1': 'self' },
    });
    expect(fake.state().calls.map((call) => call.action)).toEqual(['AssumeRole', 'DescribeImages']);
  });
});
