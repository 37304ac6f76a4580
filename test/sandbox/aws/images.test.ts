import {
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeInstanceAttributeCommand,
  DescribeInstanceImageMetadataCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  GetImageAncestryCommand,
  GetImageFindingsCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { assume, ec2As, errorOf, startQuick, until } from './support.ts';

const WEB = 'i-0a1b2c3d4e5f60001';
const DB = 'i-0a1b2c3d4e5f60003';

describe('images', () => {
  let fake: FakeAws;
  let build: ReturnType<typeof ec2As>;
  let prod: ReturnType<typeof ec2As>;

  beforeEach(async () => {
    fake = await startQuick();
    build = ec2As(fake, await assume(fake, ROLES.build));
    prod = ec2As(fake, await assume(fake, ROLES.prod));
  });
  afterEach(async () => {
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });

  const imageState = async (id: string) =>
    (await build.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0];

  it('makes an image: pending, snapshots fill, available; one reboot; tags on image and snapshots', async () => {
    const tags = [{ Key: 'assay:run', Value: 'r-1 <&> "x"' }];
    const { ImageId = '' } = await build.send(
      new CreateImageCommand({
        InstanceId: DB,
        Name: 'db-test-1',
        Description: 'a test',
        TagSpecifications: [
          { ResourceType: 'image', Tags: tags },
          { ResourceType: 'snapshot', Tags: tags },
        ],
      }),
    );
    expect(ImageId).toMatch(/^ami-[0-9a-f]{17}$/);
    const first = await imageState(ImageId);
    expect(first).toMatchObject({
      State: 'pending',
      Name: 'db-test-1',
      OwnerId: '111122223333',
      Tags: tags,
      Public: false,
    });
    expect(first?.BlockDeviceMappings).toHaveLength(2);
    const ready = await until(
      () => imageState(ImageId),
      (image) => image?.State === 'available',
    );
    const snapshotIds = ready?.BlockDeviceMappings?.map((mapping) => mapping.Ebs?.SnapshotId ?? '') ?? [];
    const { Snapshots } = await build.send(new DescribeSnapshotsCommand({ SnapshotIds: snapshotIds }));
    expect(Snapshots?.map((snapshot) => [snapshot.State, snapshot.Progress, snapshot.Tags])).toEqual([
      ['completed', '100%', tags],
      ['completed', '100%', tags],
    ]);
    expect(Snapshots?.[0]?.Description).toBe(`Created by CreateImage(${DB}) for ${ImageId}`);
    expect(Snapshots?.map((snapshot) => snapshot.Encrypted).sort()).toEqual([false, true]);
    const region = fake.state().accounts.find((account) => account.alias === 'build')?.regions[0];
    expect(region?.instances.find((instance) => instance.id === DB)?.reboots).toBe(1);
  });

  it('does not reboot with NoReboot, nor a stopped instance', async () => {
    await build.send(new CreateImageCommand({ InstanceId: WEB, Name: 'no-reboot', NoReboot: true }));
    await build.send(new CreateImageCommand({ InstanceId: 'i-0a1b2c3d4e5f60004', Name: 'stopped' }));
    const instances = fake.state().accounts.find((account) => account.alias === 'build')?.regions[0]?.instances;
    expect(instances?.every((instance) => instance.reboots === 0)).toBe(true);
  });

  it.each([
    [{ InstanceId: WEB, Name: 'a:b' }, 'InvalidAMIName.Malformed', ''],
    [{ InstanceId: WEB, Name: 'ab' }, 'InvalidAMIName.Malformed', ''],
    [
      { InstanceId: WEB, Name: 'base-2026-09-01' },
      'InvalidAMIName.Duplicate',
      'AMI name base-2026-09-01 is already in use by AMI ami-0a1b2c3d4e5f6a001',
    ],
    [{ InstanceId: 'i-0a1b2c3d4e5f60005', Name: 'gone' }, 'IncorrectInstanceState', ''],
    [{ InstanceId: 'i-0a1b2c3d4e5f60006', Name: 'instance-store' }, 'InvalidParameterValue', ''],
    [
      { InstanceId: 'i-00000000000000bad', Name: 'none' },
      'InvalidInstanceID.NotFound',
      "The instance ID 'i-00000000000000bad' does not exist",
    ],
    [{ InstanceId: 'web-1', Name: 'none' }, 'InvalidInstanceID.Malformed', 'Invalid id: "web-1"'],
    [{ InstanceId: WEB, Name: 'long', Description: 'x'.repeat(256) }, 'InvalidParameterValue', ''],
    [
      {
        InstanceId: WEB,
        Name: 'tags',
        TagSpecifications: [{ ResourceType: 'volume' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
      },
      'InvalidParameterValue',
      "'volume' is not a valid taggable resource type for this operation.",
    ],
    [
      {
        InstanceId: WEB,
        Name: 'tags',
        TagSpecifications: [{ ResourceType: 'image' as const, Tags: [{ Key: 'aws:x', Value: 'b' }] }],
      },
      'InvalidParameterValue',
      '',
    ],
    [
      { InstanceId: WEB, Name: 'size', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 99 } }] },
      'InvalidBlockDeviceMapping',
      '',
    ],
    [
      { InstanceId: WEB, Name: 'key', BlockDeviceMappings: [{ DeviceName: '/dev/sdx', Ebs: { KmsKeyId: 'k' } }] },
      'InvalidParameter',
      '',
    ],
  ])('refuses CreateImage %j with %s', async (input, code, words) => {
    const before = fake
      .state()
      .accounts.flatMap((account) => account.regions.flatMap((region) => region.images)).length;
    const error = await errorOf(build.send(new CreateImageCommand(input)));
    expect(error.name).toBe(code);
    expect(error.message).toContain(words);
    const after = fake.state().accounts.flatMap((account) => account.regions.flatMap((region) => region.images)).length;
    expect(after).toBe(before);
  });

  it('leaves out a device on request', async () => {
    const { ImageId = '' } = await build.send(
      new CreateImageCommand({
        InstanceId: DB,
        Name: 'root-only',
        BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: '' }],
      }),
    );
    expect((await imageState(ImageId))?.BlockDeviceMappings).toHaveLength(1);
  });

  it('limits no-reboot images of one instance, snapshots of one volume, and their rhythm', async () => {
    const image = (name: string, noReboot: boolean) =>
      build.send(new CreateImageCommand({ InstanceId: WEB, Name: name, NoReboot: noReboot }));
    fake.settings.paceMs = 60_000;
    for (const name of ['n-1', 'n-2', 'n-3', 'n-4']) {
      await image(name, true);
    }
    expect((await errorOf(image('n-5', true))).name).toBe('ConcurrentCreateImageNoRebootLimitExceeded');
    await image('r-5', false);
    expect((await errorOf(image('r-6', false))).name).toBe('ConcurrentSnapshotLimitExceeded');
    fake.settings.snapshotSpacingMs = 15_000;
    const api = (name: string) => build.send(new CreateImageCommand({ InstanceId: 'i-0a1b2c3d4e5f60002', Name: name }));
    await api('a-1');
    expect((await errorOf(api('a-2'))).name).toBe('SnapshotCreationPerVolumeRateExceeded');
  });

  it('fails an image whose instance is terminated, by hand, or for a key nobody can use', async () => {
    const create = async (InstanceId: string, Name: string) =>
      (await build.send(new CreateImageCommand({ InstanceId, Name }))).ImageId ?? '';
    fake.settings.paceMs = 60_000;
    const terminated = await create(WEB, 'terminated');
    fake.hands.terminateInstance(WEB);
    expect(await imageState(terminated)).toMatchObject({
      State: 'failed',
      StateReason: { Code: 'Client.InstanceTerminated' },
    });
    const byHand = await create('i-0a1b2c3d4e5f60002', 'by-hand');
    fake.hands.failImage(byHand, 'Client error');
    expect(await imageState(byHand)).toMatchObject({ State: 'failed', StateReason: { Message: 'Client error' } });
    fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000b001', 'Disabled');
    const keyless = await imageState(await create(DB, 'keyless'));
    expect(keyless?.State).toBe('failed');
    const { Snapshots } = await build.send(
      new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters: [{ Name: 'status', Values: ['error'] }] }),
    );
    expect(Snapshots?.some((one) => one.StateMessage?.startsWith('Given key ID is not accessible'))).toBe(true);
  });

  it('shows own, shared and public images, by owner, by executable user and by id', async () => {
    const ids = async (client: typeof build, input: DescribeImagesCommandInput) =>
      (await client.send(new DescribeImagesCommand(input))).Images?.map((image) => image.ImageId).sort();
    expect(await ids(prod, { Owners: ['self'] })).toEqual(['ami-0d1b2c3d4e5f6d001']);
    expect(await ids(prod, { ExecutableUsers: ['self'] })).toEqual(['ami-0a1b2c3d4e5f6a001', 'ami-0a1b2c3d4e5f6a006']);
    expect(await ids(prod, { Owners: ['amazon', 'aws-marketplace'] })).toEqual([
      'ami-0aaaaaaaaaaaaa001',
      'ami-0bbbbbbbbbbbbb001',
    ]);
    expect(await ids(build, { Owners: ['222233334444'] })).toEqual(['ami-0ccccccccccccc001']);
    const unseen = await errorOf(
      prod.send(new DescribeImagesCommand({ ImageIds: ['ami-0a1b2c3d4e5f6a001', 'ami-0a1b2c3d4e5f6a005'] })),
    );
    expect(unseen).toMatchObject({
      name: 'InvalidAMIID.NotFound',
      message: "The image id '[ami-0a1b2c3d4e5f6a005]' does not exist",
      status: 400,
    });
    expect((await errorOf(build.send(new DescribeImagesCommand({ ImageIds: ['ami-x'] })))).name).toBe(
      'InvalidAMIID.Malformed',
    );
    fake.hands.changeLaunchPermissions('ami-0a1b2c3d4e5f6a005', {
      add: ['arn:aws:organizations::123456789012:organization/o-assay4ybem'],
    });
    expect(await ids(prod, { ImageIds: ['ami-0a1b2c3d4e5f6a005'] })).toEqual(['ami-0a1b2c3d4e5f6a005']);
  });

  it('hides deprecated and disabled images from others', async () => {
    const shared = 'ami-0a1b2c3d4e5f6a001';
    const listed = async (client: typeof build, input: DescribeImagesCommandInput) =>
      (await client.send(new DescribeImagesCommand({ Owners: ['111122223333'], ...input }))).Images?.some(
        (image) => image.ImageId === shared,
      );
    fake.hands.deprecateImage(shared, new Date(Date.now() - 1000));
    expect([await listed(prod, {}), await listed(prod, { IncludeDeprecated: true }), await listed(build, {})]).toEqual([
      false,
      true,
      true,
    ]);
    fake.hands.disableImage(shared);
    expect([
      await listed(build, {}),
      await listed(build, { IncludeDisabled: true }),
      await listed(prod, { IncludeDisabled: true }),
    ]).toEqual([false, true, false]);
  });

  it('asks for a parameter that is missing', async () => {
    const error = await errorOf(build.send(new DeregisterImageCommand({ ImageId: undefined })));
    expect(error).toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter ImageId',
    });
  });

  it('filters with wildcards and refuses filters it does not know', async () => {
    const names = async (Name: string, ...Values: string[]) =>
      (await build.send(new DescribeImagesCommand({ Owners: ['self'], Filters: [{ Name, Values }] }))).Images?.map(
        (image) => image.Name,
      );
    expect((await names('name', 'web-*'))?.sort()).toEqual(['web-2026-10-01', 'web-2026-10-10']);
    expect(await names('name', 'web-2026-10-0?')).toEqual(['web-2026-10-01']);
    expect(await names('tag:team', 'platform')).toEqual(['base-2026-09-01']);
    expect(await names('tag-key', 'team')).toContain('web-2026-10-01');
    expect(await names('source-instance-id', DB)).toEqual(['db-2026-10-05']);
    expect((await errorOf(names('colour', 'red'))).message).toBe("The filter 'colour' is invalid");
  });

  it('pages, and refuses a token it did not give', async () => {
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await build.send(
        new DescribeImagesCommand({
          Owners: ['self'],
          MaxResults: 2,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      expect(answer.Images?.length).toBeLessThanOrEqual(2);
      seen.push(...(answer.Images ?? []).map((image) => image.ImageId ?? ''));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(5);
    const wrong = build.send(new DescribeImagesCommand({ MaxResults: 2, NextToken: 'nonsense' }));
    expect((await errorOf(wrong)).name).toBe('InvalidNextToken');
    const small = build.send(new DescribeInstancesCommand({ MaxResults: 2 }));
    expect((await errorOf(small)).name).toBe('InvalidParameterValue');
    const both = build.send(new DescribeInstancesCommand({ MaxResults: 5, InstanceIds: [WEB] }));
    expect((await errorOf(both)).name).toBe('InvalidParameterCombination');
  });

  it('deregisters, owner only, and tells per snapshot', async () => {
    const gone = 'ami-0a1b2c3d4e5f6a005';
    expect((await errorOf(prod.send(new DeregisterImageCommand({ ImageId: 'ami-0a1b2c3d4e5f6a001' })))).name).toBe(
      'AuthFailure',
    );
    fake.hands.protectImage(gone, true);
    expect((await errorOf(build.send(new DeregisterImageCommand({ ImageId: gone })))).name).toBe(
      'OperationNotPermitted',
    );
    fake.hands.protectImage(gone, false);
    const answer = await build.send(new DeregisterImageCommand({ ImageId: gone, DeleteAssociatedSnapshots: true }));
    expect(answer.DeleteSnapshotResults?.map((result) => result.ReturnCode)).toEqual(['success', 'success']);
    expect((await errorOf(build.send(new DeregisterImageCommand({ ImageId: gone })))).name).toBe(
      'InvalidAMIID.Unavailable',
    );
    expect(
      (await errorOf(build.send(new DescribeSnapshotsCommand({ SnapshotIds: ['snap-0a1b2c3d4e5f6a005'] })))).name,
    ).toBe('InvalidSnapshot.NotFound');
    await build.send(new CreateImageCommand({ InstanceId: WEB, Name: 'db-2026-10-05' }));
  });

  it('tells of findings, ancestry, attributes, volumes, Regions', async () => {
    const ImageId = 'ami-0a1b2c3d4e5f6a002';
    const findings = await build.send(new GetImageFindingsCommand({ ImageId }));
    expect(findings.ImageFindings?.[0]).toMatchObject({
      SeverityLabel: 'high',
      Score: 7.5,
      FixAvailable: true,
      Paths: ['/usr/lib64/libssl.so.3'],
    });
    expect((await imageState(ImageId))?.ScanResults?.FindingScanDate).toEqual(new Date('2026-10-01T03:00:00Z'));
    const ancestry = await build.send(new GetImageAncestryCommand({ ImageId }));
    expect(ancestry.ImageAncestryEntries?.map((entry) => entry.ImageId)).toEqual([
      ImageId,
      'ami-0a1b2c3d4e5f6a001',
      'ami-0aaaaaaaaaaaaa001',
    ]);
    const shared = await build.send(
      new DescribeImageAttributeCommand({ ImageId: 'ami-0a1b2c3d4e5f6a001', Attribute: 'launchPermission' }),
    );
    expect(shared.LaunchPermissions).toEqual([{ UserId: '444455556666' }]);
    const notMine = prod.send(
      new DescribeImageAttributeCommand({ ImageId: 'ami-0a1b2c3d4e5f6a001', Attribute: 'launchPermission' }),
    );
    expect((await errorOf(notMine)).name).toBe('AuthFailure');
    const type = await build.send(new DescribeInstanceAttributeCommand({ InstanceId: DB, Attribute: 'instanceType' }));
    expect(type.InstanceType?.Value).toBe('r6i.large');
    const volumes = await build.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [DB] }] }),
    );
    expect(volumes.Volumes?.find((volume) => volume.Encrypted)?.KmsKeyId).toContain(
      ':key/5f1c0de0-0000-4000-8000-00000000b001',
    );
    expect((await errorOf(build.send(new DescribeVolumesCommand({ VolumeIds: ['vol-0000000000000beef'] })))).name).toBe(
      'InvalidVolume.NotFound',
    );
    const regions = await build.send(new DescribeRegionsCommand({}));
    expect(regions.Regions?.map((region) => region.RegionName)).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('knows what instances run on, also when the image is private to somebody else or gone', async () => {
    fake.hands.deregisterImage('ami-0d1b2c3d4e5f6d001');
    const answer = await prod.send(new DescribeInstanceImageMetadataCommand({}));
    const byName = new Map(
      answer.InstanceImageMetadata?.map((row) => [
        row.Tags?.find((tag) => tag.Key === 'Name')?.Value,
        row.ImageMetadata,
      ]),
    );
    expect(byName.get('hotfix-1')).toMatchObject({ State: 'deregistered', OwnerId: '444455556666' });
    expect(byName.get('web-prod-1')).toMatchObject({
      Name: 'web-2026-10-10',
      OwnerId: '111122223333',
      State: 'available',
    });
    const unknown = prod.send(new DescribeInstanceImageMetadataCommand({ InstanceIds: [WEB] }));
    expect((await errorOf(unknown)).name).toBe('InvalidInstanceID.NotFound');
    const noSuchFilter = prod.send(
      new DescribeInstanceImageMetadataCommand({ Filters: [{ Name: 'image-id', Values: ['x'] }] }),
    );
    expect((await errorOf(noSuchFilter)).name).toBe('InvalidParameterValue');
  });
});
