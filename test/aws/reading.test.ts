import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsReader } from '../../src/core/aws.ts';
import { build, prod, writer } from '../policy/sample.ts';
import { failureOf, startWithRoles, type WithRoles } from './start-with-roles.ts';

const place = { account: build, region: 'eu-west-1' };
const scanned = 'ami-0a1b2c3d4e5f6a002';
const clean = 'ami-0a1b2c3d4e5f6a006';
const shared = 'ami-0ccccccccccccc001';

describe('reading', () => {
  let world: WithRoles;
  let reader: AwsReader;
  beforeAll(async () => {
    world = await startWithRoles();
    reader = world.aws.reader({ reference: 'find', userId: 'U0ANNA' });
  });
  afterAll(async () => await world.close());

  it('shows images by id, leaves out unknown ones, whoever owns them', async () => {
    const ids = [scanned, 'ami-0123456789abcdef0', shared, 'ami-0eeeeeeeeeeeee001'];
    const images = await reader.ec2(place).images({ ids });
    expect(images.map(({ id }) => id).sort()).toEqual([scanned, shared]);
    const image = images.find(({ id }) => id === scanned);
    expect(image).toMatchObject({
      place,
      name: 'web-2026-10-01',
      ownerId: build,
      state: 'available',
      isPublic: false,
      tags: { Name: 'web', team: 'shop' },
      volumes: [{ snapshotId: 'snap-0a1b2c3d4e5f6a002', sizeGiB: 20, encrypted: false }],
      sourceInstanceId: 'i-0a1b2c3d4e5f60001',
      scan: { highestSeverity: 'high', scannedAt: '2026-10-01T03:00:00.000Z' },
    });
    expect(Date.parse(image?.createdAt ?? '')).not.toBeNaN();
  });

  it('tells a clean scan from none', async () => {
    const [one, none] = await Promise.all([
      reader.ec2(place).images({ ids: [clean] }),
      reader.ec2(place).images({ ids: ['ami-0a1b2c3d4e5f6a003'] }),
    ]);
    expect(one[0]?.scan).toEqual({ highestSeverity: 'none', scannedAt: '2026-10-01T03:00:00.000Z' });
    expect(none[0]?.scan).toBeUndefined();
  });

  it('reads by owner, by filter, by sharing, and stops at a limit', async () => {
    const ec2 = reader.ec2(place);
    const own = await ec2.images({ owners: ['self'] });
    expect(own.length).toBeGreaterThan(5);
    expect(own.every(({ ownerId }) => ownerId === build)).toBe(true);
    expect(await ec2.images({ owners: ['self'], limit: 2 })).toHaveLength(2);
    const web = await ec2.images({ owners: ['self'], filters: [{ name: 'tag:Name', values: ['web'] }] });
    expect(web.map(({ id }) => id).sort()).toEqual([scanned, clean]);
    const given = await ec2.images({ sharedWithUs: true });
    expect(given.map(({ id }) => id)).toContain(shared);
    expect(given.some(({ ownerId }) => ownerId === build)).toBe(false);
  });

  it('sends more ids than one filter takes in portions', async () => {
    const many = Array.from({ length: 450 }, (_, index) => `ami-${index.toString(16).padStart(17, '0')}`);
    const before = world.calls('DescribeImages').length;
    expect(await reader.ec2(place).images({ ids: [...many, scanned, scanned] })).toHaveLength(1);
    expect(world.calls('DescribeImages')).toHaveLength(before + 3);
  });

  it('sends a filter with more values than one takes in portions, up to the limit', async () => {
    const ec2 = reader.ec2(place);
    const many = Array.from({ length: 450 }, (_, index) => `nobody-${index}`);
    const filters = [
      { name: 'tag:Name', values: [...many, 'web'] },
      { name: 'tag:team', values: ['shop', ...many.slice(0, 250)] },
    ];
    const asked = world.calls('DescribeImages').length;
    expect((await ec2.images({ owners: ['self'], filters })).map(({ id }) => id)).toContain(scanned);
    expect(world.calls('DescribeImages')).toHaveLength(asked + 3 * 2);
    const web = [{ name: 'tag:Name', values: ['web', ...many] }];
    const before = world.calls('DescribeImages').length;
    expect(await ec2.images({ owners: ['self'], filters: web, limit: 2 })).toHaveLength(2);
    expect(world.calls('DescribeImages')).toHaveLength(before + 1);
  });

  it('never asks for everything by accident', async () => {
    const ec2 = reader.ec2(place);
    const before = world.fake.calls.length;
    expect(await ec2.images({ ids: [] })).toEqual([]);
    expect(await ec2.instances({ ids: [] })).toEqual([]);
    expect(await ec2.instances({ filters: [{ name: 'image-id', values: [] }] })).toEqual([]);
    expect(await ec2.volumes([])).toEqual([]);
    expect(await ec2.snapshots({ ids: [] })).toEqual([]);
    expect(await failureOf(ec2.images({}))).toBeInstanceOf(TypeError);
    expect(await failureOf(ec2.snapshots({}))).toBeInstanceOf(TypeError);
    const write = world.aws.writer({ reference: 'r-abcdefghjk', userId: 'U0ANNA' }).ec2(place);
    // Without keys AWS would delete every tag.
    expect(await failureOf(write.deleteTags([scanned], []))).toBeInstanceOf(TypeError);
    expect(await failureOf(write.createTags([], { a: 'b' }))).toBeInstanceOf(TypeError);
    expect(world.fake.calls).toHaveLength(before);
  });

  it('shows instances, volumes and snapshots with their keys', async () => {
    const ec2 = reader.ec2(place);
    const [db] = await ec2.instances({ filters: [{ name: 'tag:Name', values: ['db-1'] }] });
    expect(db).toMatchObject({ name: 'db-1', state: 'running', type: 'r6i.large', rootDeviceType: 'ebs' });
    const volumes = await ec2.volumes([
      ...(db?.volumes ?? []).map(({ volumeId }) => volumeId),
      'vol-0123456789abcdef0',
    ]);
    const key = `arn:aws:kms:eu-west-1:${build}:key/5f1c0de0-0000-4000-8000-00000000b001`;
    expect(volumes.map(({ sizeGiB, encrypted, keyArn }) => ({ sizeGiB, encrypted, keyArn }))).toEqual([
      { sizeGiB: 30, encrypted: false, keyArn: undefined },
      { sizeGiB: 200, encrypted: true, keyArn: key },
    ]);
    const snapshots = await ec2.snapshots({ ids: ['snap-0a1b2c3d4e5f6a006', 'snap-0123456789abcdef0'] });
    expect(snapshots).toMatchObject([{ state: 'completed', percent: 100, keyArn: key, ownerId: build }]);
  });

  it('shows with whom an AMI is shared', async () => {
    expect(await reader.ec2(place).launchPermissions(clean)).toEqual([{ kind: 'account', id: prod }]);
    expect(await reader.ec2(place).launchPermissions(scanned)).toEqual([]);
  });

  it('tells every call to whoever counts them', async () => {
    world.recorded.length = 0;
    await reader.ec2(place).images({ ids: [scanned] });
    await world.aws
      .writer({ reference: 'r-recordtest', userId: 'U0ANNA' })
      .ec2(place)
      .createImage({
        instanceId: 'i-0a1b2c3d4e5f60001',
        name: 'web-recorded',
        description: '',
        noReboot: true,
        tags: { Name: 'web' },
      });
    expect(world.recorded).toEqual([
      {
        service: 'ec2',
        action: 'DescribeImages',
        needs: ['ec2:DescribeImages'],
        account: build,
        region: 'eu-west-1',
        runReference: 'find',
        result: 'ok',
      },
      expect.objectContaining({ service: 'sts', action: 'AssumeRole', account: writer(build).split(':')[4] }),
      expect.objectContaining({ action: 'CreateImage', needs: ['ec2:CreateImage', 'ec2:CreateTags'], result: 'ok' }),
    ]);
  });
});
