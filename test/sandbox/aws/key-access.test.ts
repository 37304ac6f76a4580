import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { allow, errorOf, kmsAs, policy, startQuick } from './support.ts';

const arn = (end: string) => `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/${end}`;
const OWN = arn('5f1c0de0-0000-4000-8000-00000000b001');
const EBS = arn('5f1c0de0-0000-4000-8000-00000000b002');
const DISABLED = arn('5f1c0de0-0000-4000-8000-00000000b003');
const DYING = arn('5f1c0de0-0000-4000-8000-00000000b004');
const GLOBAL = arn('mrk-5f1c0de0000040008000000000000b05');
const root = (account: string) => `arn:aws:iam::${account}:root`;
const Operations: CreateGrantCommandInput['Operations'] = [
  'Decrypt',
  'DescribeKey',
  'CreateGrant',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];

describe('who may use a key', () => {
  let fake: FakeAws;
  let owner: ReturnType<typeof kmsAs>;
  beforeEach(async () => {
    fake = await startQuick();
    owner = kmsAs(fake, fake.credentials(ROLES.build));
  });
  afterEach(async () => {
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });
  const grant = (more: Partial<CreateGrantCommandInput> = {}) =>
    owner.send(
      new CreateGrantCommand({ KeyId: OWN, GranteePrincipal: root(ACCOUNTS.prod), Operations, Name: 'a/b', ...more }),
    );
  const may = async (who: string, keyArn = OWN) => (await fake.insight.mayUseKey(who, keyArn)).isUsable;
  const why = async (who: string, keyArn: string) => {
    const verdict = await fake.insight.mayUseKey(who, keyArn);
    return verdict.isUsable ? 'usable' : verdict.code;
  };

  it('is the own account by its IAM, nobody else without a grant, and exactly the grantee with one', async () => {
    expect([await may(ACCOUNTS.build), await may(ACCOUNTS.prod)]).toEqual([true, false]);
    const { GrantId = '' } = await grant();
    expect([await may(ACCOUNTS.prod), await may(ACCOUNTS.stranger)]).toEqual([true, false]);
    await owner.send(new RevokeGrantCommand({ KeyId: OWN, GrantId }));
    expect(await may(ACCOUNTS.prod)).toBe(false);
    const again = owner.send(new RevokeGrantCommand({ KeyId: OWN, GrantId }));
    expect((await errorOf(again)).name).toBe('NotFoundException');
  });

  it('needs every operation, and a constrained or a young grant opens nothing', async () => {
    await grant({ Operations: ['Decrypt', 'DescribeKey'] });
    expect(await may(ACCOUNTS.prod)).toBe(false);
    await grant({ Name: 'c', Constraints: { EncryptionContextSubset: { 'aws:ebs:id': 'vol-1' } } });
    expect(await may(ACCOUNTS.prod)).toBe(false);
    fake.settings.grantLagMs = 60_000;
    await grant();
    expect(await may(ACCOUNTS.prod)).toBe(false);
  });

  it("leaves the other account's own IAM its say", async () => {
    await grant();
    const keyUse = ['DescribeKey', 'Decrypt', 'ReEncrypt*', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant'];
    const worker = (statements: readonly object[]) => ({ arn: ROLES.prod, policies: [policy(...statements)] });
    fake.setPolicies({ roles: [worker([allow('ec2:*', '*')])] });
    expect(await why(ROLES.prod, OWN)).toBe('AccessDeniedException');
    const throughEc2 = { StringEquals: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' } };
    const allowed = keyUse.map((name) => allow(`kms:${name}`, OWN, throughEc2));
    fake.setPolicies({ roles: [worker(allowed)] });
    expect(await may(ROLES.prod)).toBe(true);
    fake.setPolicies({ roles: [worker([...allowed, { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }])] });
    expect(await may(ROLES.prod)).toBe(false);
  });

  it('lets a key policy reach an organisation or a unit, which a grant cannot', async () => {
    const GranteePrincipal = 'arn:aws:organizations::123456789012:organization/o-assay4ybem';
    expect((await errorOf(grant({ GranteePrincipal }))).name).toBe('InvalidArnException');
    const { Policy = '' } = await owner.send(new GetKeyPolicyCommand({ KeyId: OWN }));
    const forUnit = {
      Sid: 'Unit',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:DescribeKey', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant'],
      Resource: '*',
      Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-assay4ybem/*/ou-sand-workload/*'] } },
    };
    const before = JSON.parse(Policy) as { Statement: object[] };
    const put = (statements: readonly object[]) =>
      owner.send(
        new PutKeyPolicyCommand({
          KeyId: OWN,
          Policy: JSON.stringify({ ...before, Statement: statements }),
        }),
      );
    await put([...before.Statement, forUnit]);
    expect([await may(ACCOUNTS.prod), await may(ACCOUNTS.platform), await may(ACCOUNTS.stranger)]).toEqual([
      true,
      false,
      false,
    ]);
    const nobody = { ...forUnit, Principal: { AWS: root('000000000001') } };
    expect((await errorOf(put([...before.Statement, nobody]))).name).toBe('MalformedPolicyDocumentException');
    const foreign = kmsAs(fake, fake.credentials(ROLES.prod));
    expect((await errorOf(foreign.send(new GetKeyPolicyCommand({ KeyId: OWN })))).name).toBe('AccessDeniedException');
  });

  it('says no for a key that is disabled, dying, of AWS, of another Region or not there', async () => {
    expect(await why(ACCOUNTS.build, DISABLED)).toBe('DisabledException');
    expect(await why(ACCOUNTS.build, DYING)).toBe('KMSInvalidStateException');
    expect(await why(ACCOUNTS.prod, EBS)).toBe('AccessDeniedException');
    expect(await why(ACCOUNTS.build, EBS)).toBe('usable');
    expect(await why(ACCOUNTS.build, arn('gone'))).toBe('NotFoundException');
    expect((await errorOf(grant({ KeyId: DISABLED }))).name).toBe('DisabledException');
    expect((await errorOf(grant({ KeyId: DYING }))).name).toBe('KMSInvalidStateException');
    expect((await errorOf(grant({ KeyId: EBS }))).name).toBe('AccessDeniedException');
    expect((await errorOf(grant({ KeyId: 'alias/ami' }))).name).toBe('NotFoundException');
    expect((await errorOf(grant({ Operations: ['Sign'] }))).name).toBe('ValidationException');
  });

  it('gives each Region of a multi-Region key its own grants', async () => {
    await grant({ KeyId: GLOBAL });
    const elsewhere = GLOBAL.replace('eu-west-1', 'us-east-1');
    expect([await may(ACCOUNTS.prod, GLOBAL), await may(ACCOUNTS.prod, elsewhere)]).toEqual([true, false]);
    const { KeyMetadata } = await owner.send(new DescribeKeyCommand({ KeyId: 'alias/ami-global' }));
    expect(KeyMetadata).toMatchObject({
      MultiRegion: true,
      MultiRegionConfiguration: { MultiRegionKeyType: 'PRIMARY', ReplicaKeys: [{ Region: 'us-east-1' }] },
    });
  });

  it('repeats a named grant, never an unnamed one, and lists them page by page', async () => {
    const first = await grant();
    expect((await grant()).GrantId).toBe(first.GrantId);
    expect((await grant({ Operations: ['Decrypt'] })).GrantId).not.toBe(first.GrantId);
    await owner.send(new CreateGrantCommand({ KeyId: OWN, GranteePrincipal: root(ACCOUNTS.prod), Operations }));
    await owner.send(new CreateGrantCommand({ KeyId: OWN, GranteePrincipal: root(ACCOUNTS.stranger), Operations }));
    const page = await owner.send(new ListGrantsCommand({ KeyId: OWN, Limit: 3 }));
    expect([page.Grants?.length, page.Truncated]).toEqual([3, true]);
    const rest = await owner.send(new ListGrantsCommand({ KeyId: OWN, Limit: 3, Marker: page.NextMarker }));
    expect([rest.Grants?.length, rest.Truncated]).toEqual([1, false]);
    const one = await owner.send(new ListGrantsCommand({ KeyId: OWN, GranteePrincipal: root(ACCOUNTS.stranger) }));
    expect(one.Grants).toHaveLength(1);
    const { Aliases } = await owner.send(new ListAliasesCommand({}));
    expect(Aliases?.map(({ AliasName }) => AliasName)).toContain('alias/ami-global');
  });
});
