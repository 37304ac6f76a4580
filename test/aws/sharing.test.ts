import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AMI_KEY, DISABLED_KEY, EBS_KEY, MULTI_REGION_KEY } from '../../sandbox/aws/default-world/keys.ts';
import { UNITS } from '../../sandbox/aws/default-world.ts';
import type { AwsWriter } from '../../src/core/aws.ts';
import { ebsOperations } from '../../src/core/aws-encryption.ts';
import { ACCOUNTS, type AwsWorld, buildPlace, prodPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';

const image = 'ami-0a1b2c3d4e5f6a005';
const snapshot = 'snap-0a1b2c3d4e5f6a005';
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/${id}`;
const grantee = `arn:aws:iam::${ACCOUNTS.prod}:root`;

describe('sharing and keys', () => {
  let world: AwsWorld;
  let aws: AwsWriter;
  beforeAll(async () => {
    world = await startAwsWorld();
    aws = world.aws.writer({ reference: 'r-sharing00', userId: 'U0ANNA' });
  });
  afterAll(async () => await world.close());

  it('gives and takes back launch permissions of every kind', async () => {
    const sharing = aws.sharing(buildPlace);
    const all = [
      { kind: 'account', id: ACCOUNTS.prod },
      { kind: 'organization', arn: 'arn:aws:organizations::123456789012:organization/o-assay4ybem' },
      { kind: 'unit', arn: `arn:aws:organizations::123456789012:ou/o-assay4ybem/${UNITS.production}` },
    ] as const;
    await sharing.addLaunchPermissions(image, all);
    await sharing.addLaunchPermissions(image, all);
    expect(await aws.ec2(buildPlace).launchPermissions(image)).toEqual(all);
    await sharing.removeLaunchPermissions(image, all);
    await sharing.removeLaunchPermissions(image, all);
    expect(await aws.ec2(buildPlace).launchPermissions(image)).toEqual([]);
    const wrong = sharing.addLaunchPermissions(image, [{ kind: 'account', id: '000000000001' }]);
    expect((await refusalOf(wrong)).code).toBe('bad_input');
    const byDefaultKey = sharing.addLaunchPermissions('ami-0a1b2c3d4e5f6a004', all);
    expect((await refusalOf(byDefaultKey)).hint).toBe('Copy it under a customer managed key first.');
  });

  it('gives and takes back snapshots, and reads the settings of an account', async () => {
    const sharing = aws.sharing(buildPlace);
    await sharing.addVolumePermission(snapshot, ACCOUNTS.prod);
    expect(await sharing.volumePermissions(snapshot)).toEqual([{ kind: 'account', id: ACCOUNTS.prod }]);
    await sharing.removeVolumePermission(snapshot, ACCOUNTS.prod);
    expect(await sharing.volumePermissions(snapshot)).toEqual([]);
    expect([await sharing.blocksPublicImages(), await sharing.blocksPublicSnapshots()]).toEqual([true, true]);
    expect(await sharing.allowedImages()).toEqual({ state: 'disabled', criteria: [] });
  });

  it('finds keys by id, alias and ARN, and says what they are', async () => {
    const keys = aws.encryption(buildPlace);
    const own = await keys.key('alias/ami');
    expect(own).toEqual({
      id: AMI_KEY,
      arn: keyArn(AMI_KEY),
      accountId: ACCOUNTS.build,
      region: 'eu-west-1',
      manager: 'customer',
      state: 'Enabled',
      isForData: true,
      isMultiRegion: false,
    });
    expect((await keys.key(EBS_KEY))?.manager).toBe('aws');
    expect((await keys.key(keyArn(DISABLED_KEY)))?.state).toBe('Disabled');
    expect((await keys.key('alias/ami-global'))?.isMultiRegion).toBe(true);
    expect(await keys.key('alias/none')).toBeUndefined();
    expect(await keys.aliases()).toContainEqual({ name: 'alias/ami-global', keyId: MULTI_REGION_KEY });
    expect([await keys.ebsDefaultKey(), await keys.ebsEncryptsByDefault()]).toEqual(['alias/aws/ebs', false]);
  });

  it('grants, lists, revokes, and lets the other account look only while it may', async () => {
    const keys = aws.encryption(buildPlace);
    const wanted = { keyArn: keyArn(AMI_KEY), grantee, operations: ebsOperations, name: 'assay/r-1/prod' };
    const look = () => aws.encryption(prodPlace).key(keyArn(AMI_KEY));
    expect((await refusalOf(look())).code).toBe('aws_denied');
    const { grantId } = await keys.createGrant(wanted);
    expect(await keys.createGrant(wanted)).toEqual({ grantId });
    expect(await keys.grants(keyArn(AMI_KEY), grantee)).toEqual([
      { id: grantId, name: 'assay/r-1/prod', grantee, operations: [...ebsOperations].sort() },
    ]);
    expect((await look())?.state).toBe('Enabled');
    await keys.revokeGrant(keyArn(AMI_KEY), grantId);
    await keys.revokeGrant(keyArn(AMI_KEY), grantId);
    expect(await keys.grants(keyArn(AMI_KEY))).toEqual([]);
    const disabled = keys.createGrant({ ...wanted, keyArn: keyArn(DISABLED_KEY) });
    expect((await refusalOf(disabled)).code).toBe('not_possible');
  });

  it('reads and replaces a key policy in its own account', async () => {
    const keys = aws.encryption(buildPlace);
    const before = await keys.keyPolicy(keyArn(MULTI_REGION_KEY));
    await keys.putKeyPolicy(keyArn(MULTI_REGION_KEY), before);
    expect(JSON.parse(await keys.keyPolicy(keyArn(MULTI_REGION_KEY)))).toEqual(JSON.parse(before));
    const broken = keys.putKeyPolicy(keyArn(MULTI_REGION_KEY), '{}');
    expect((await refusalOf(broken)).code).toBe('not_possible');
  });

  it('reads fifty grants and more', async () => {
    const keys = aws.encryption({ account: ACCOUNTS.build, region: 'us-east-1' });
    const key = await keys.key('alias/ami');
    const names = Array.from({ length: 120 }, (_, index) => `assay/${index}`);
    const grants = names.map((name) =>
      keys.createGrant({ keyArn: key?.arn ?? '', grantee, operations: ['Decrypt'], name }),
    );
    await Promise.all(grants);
    expect(await keys.grants(key?.arn ?? '')).toHaveLength(120);
  });
});
