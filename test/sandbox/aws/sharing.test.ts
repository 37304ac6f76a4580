import {
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  GetAllowedImagesSettingsCommand,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  type LaunchPermission,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ROLES, UNITS } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { ec2As, errorOf, startQuick } from './support.ts';

const PLAIN = 'ami-0a1b2c3d4e5f6a002';
const DEFAULT_KEY = 'ami-0a1b2c3d4e5f6a004';
const OWN_KEY = 'ami-0a1b2c3d4e5f6a005';
const SOLD = 'ami-0a1b2c3d4e5f6a01a';
const organization = 'arn:aws:organizations::123456789012:organization/o-assay4ybem';
const unit = (id: string) => `arn:aws:organizations::123456789012:ou/o-assay4ybem/${id}`;

describe('sharing', () => {
  let fake: FakeAws;
  let owner: ReturnType<typeof ec2As>;
  beforeEach(async () => {
    fake = await startQuick();
    owner = ec2As(fake, fake.credentials(ROLES.build));
  });
  afterEach(async () => {
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });
  const change = (ImageId: string, LaunchPermission: { Add?: LaunchPermission[]; Remove?: LaunchPermission[] }) =>
    owner.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }));
  const refusal = async (ImageId: string, one: LaunchPermission) =>
    (await errorOf(change(ImageId, { Add: [one] }))).name;

  it('shares with accounts, units and the organisation, and each reaches exactly whom it holds', async () => {
    const { insight } = fake;
    const sees = (account: keyof typeof ACCOUNTS) => insight.canSeeImage(ACCOUNTS[account], PLAIN);
    expect(sees('prod')).toBe(false);
    await change(PLAIN, { Add: [{ UserId: ACCOUNTS.stranger }] });
    expect([sees('stranger'), sees('prod')]).toEqual([true, false]);
    await change(PLAIN, { Add: [{ OrganizationalUnitArn: unit(UNITS.workloads) }] });
    expect([sees('prod'), sees('platform')]).toEqual([true, false]);
    await change(PLAIN, { Remove: [{ OrganizationalUnitArn: unit(UNITS.workloads) }, { UserId: ACCOUNTS.stranger }] });
    expect([sees('stranger'), sees('prod')]).toEqual([false, false]);
    await change(PLAIN, { Add: [{ OrganizationArn: organization }] });
    expect([sees('prod'), sees('platform'), sees('stranger')]).toEqual([true, true, false]);
    // Adding twice and removing what is not there are both fine; the organisation still holds prod.
    await change(PLAIN, { Add: [{ OrganizationArn: organization }], Remove: [{ UserId: ACCOUNTS.prod }] });
    expect(sees('prod')).toBe(true);
  });

  it('refuses what EC2 refuses', async () => {
    expect(await refusal(PLAIN, { UserId: '12345' })).toBe('InvalidAMIAttributeItemValue');
    expect(await refusal(PLAIN, { UserId: '000000000001' })).toBe('InvalidAMIAttributeItemValue');
    expect(await refusal(PLAIN, { OrganizationalUnitArn: unit('ou-sand-nowhere1') })).toBe(
      'InvalidAMIAttributeItemValue',
    );
    expect(await refusal(PLAIN, { Group: 'all' })).toBe('OperationNotPermitted');
    expect(await refusal(DEFAULT_KEY, { UserId: ACCOUNTS.prod })).toBe('InvalidParameter');
    expect(await refusal('ami-0ccccccccccccc001', { UserId: ACCOUNTS.prod })).toBe('AuthFailure');
    fake.hands.setPreferences(ACCOUNTS.build, 'eu-west-1', { imagePublicAccess: 'unblocked' });
    expect(await refusal(OWN_KEY, { Group: 'all' })).toBe('InvalidParameter');
    expect(await refusal(SOLD, { Group: 'all' })).toBe('OperationNotPermitted');
    fake.hands.disableImage(PLAIN);
    expect(await refusal(PLAIN, { UserId: ACCOUNTS.prod })).toBe('InvalidAMIID.Unavailable');
  });

  it('shares snapshots with accounts only, and not under the default key', async () => {
    const SnapshotId = 'snap-0a1b2c3d4e5f6a005';
    const give = (id: string, UserId: string) =>
      owner.send(new ModifySnapshotAttributeCommand({ SnapshotId: id, CreateVolumePermission: { Add: [{ UserId }] } }));
    await give(SnapshotId, ACCOUNTS.prod);
    const seen = await owner.send(
      new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
    );
    expect(seen.CreateVolumePermissions).toEqual([{ UserId: ACCOUNTS.prod }]);
    expect((await errorOf(give('snap-0a1b2c3d4e5f6a004', ACCOUNTS.prod))).name).toBe('OperationNotPermitted');
    expect((await errorOf(give(SnapshotId, 'o-assay4ybem'))).name).toBe('InvalidUserID.Malformed');
    const foreign = ec2As(fake, fake.credentials(ROLES.prod));
    const ask = foreign.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }));
    expect((await errorOf(ask)).name).toBe('AuthFailure');
  });

  it('hides what the account does not allow, and tells its settings', async () => {
    const taker = ec2As(fake, fake.credentials(ROLES.prod));
    const look = () => taker.send(new DescribeImagesCommand({ ImageIds: ['ami-0a1b2c3d4e5f6a006'] }));
    expect((await look()).Images).toHaveLength(1);
    const allowedImages = { state: 'enabled', providers: ['amazon'] } as const;
    fake.hands.setPreferences(ACCOUNTS.prod, 'eu-west-1', { allowedImages });
    expect((await errorOf(look())).name).toBe('InvalidAMIID.NotFound');
    expect(await taker.send(new GetAllowedImagesSettingsCommand({}))).toMatchObject({
      State: 'enabled',
      ImageCriteria: [{ ImageProviders: ['amazon'] }],
    });
    expect(await taker.send(new GetImageBlockPublicAccessStateCommand({}))).toMatchObject({
      ImageBlockPublicAccessState: 'block-new-sharing',
    });
    expect((await taker.send(new GetSnapshotBlockPublicAccessStateCommand({}))).State).toBe('block-all-sharing');
    expect((await taker.send(new GetEbsEncryptionByDefaultCommand({}))).EbsEncryptionByDefault).toBe(false);
    expect((await taker.send(new GetEbsDefaultKmsKeyIdCommand({}))).KmsKeyId).toBe('alias/aws/ebs');
  });
});
