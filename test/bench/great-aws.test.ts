import { DescribeImagesCommand, DescribeInstanceImageMetadataCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { heard, startScript } from '../../bench/processes.ts';
import { accountOf, type GreatWorld, imageIdOf, snapshotIdOf } from '../../bench/support/great-world.ts';
import { type GreatAws, startGreatAws } from '../../bench/support/start-great-aws.ts';
import { makeAws } from '../../src/aws/make-aws.ts';
import type { AccountAccess, CallTerms, Place } from '../../src/core/aws.ts';

const regions = ['eu-west-1', 'us-east-1'];
const world: GreatWorld = {
  accounts: 3,
  regions,
  instancesPerPlace: 2500,
  images: 40,
  approved: { key: 'ami-approved-production', value: 'approved', exceptEvery: 10 },
  tags: { 1: { note: 'a & b < c' } },
};
const access = (index: number): AccountAccess => ({
  alias: `a${index}`,
  id: accountOf(index),
  regions,
  readRoleArn: `arn:aws:iam::${accountOf(index)}:role/AssayReader`,
  writeRoleArn: `arn:aws:iam::${accountOf(index)}:role/AssayWorker`,
});

let server: GreatAws;
afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

async function start(more: Partial<GreatWorld> = {}) {
  server = await startGreatAws({ ...world, ...more });
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAGREAT');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'great');
  const aws = makeAws({
    accounts: [0, 1, 2].map(access),
    budget: { take: async () => 0 },
    hubRegion: 'eu-west-1',
    signing: { keyArn: `arn:aws:kms:eu-west-1:${accountOf(0)}:key/great` },
    log: { debug() {}, warn() {} },
    pause: async () => undefined,
  });
  const reader = (terms: CallTerms = { patience: 'job' }) => aws.reader({ reference: 'bench', userId: 'bench' }, terms);
  const idsAt = async (place: Place, ids?: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const page of reader().inventory(place).instances(ids)) found.push(...page.map(({ id }) => id));
    return found;
  };
  return { aws, reader, idsAt };
}

describe('the great AWS', () => {
  it('is read by the SDK, every field of it', async () => {
    const { reader } = await start();
    const credentials = { accessKeyId: `ASIA${accountOf(1)}GRET`, secretAccessKey: 'great' };
    const ec2 = new EC2Client({ region: 'us-east-1', credentials });
    const { InstanceImageMetadata = [], NextToken } = await ec2.send(
      new DescribeInstanceImageMetadataCommand({ MaxResults: 2 }),
    );
    expect(NextToken).toBe('2');
    expect(InstanceImageMetadata[1]).toEqual({
      InstanceId: 'i-00000000000001d4d',
      InstanceType: 'm7g.large',
      LaunchTime: new Date('2026-11-01T00:00:00Z'),
      AvailabilityZone: 'us-east-1a',
      ZoneId: 'az1',
      State: { Code: 16, Name: 'running' },
      OwnerId: accountOf(1),
      Tags: [
        { Key: 'Name', Value: 'server-7501' },
        { Key: 'owner', Value: 'team-0' },
      ],
      ImageMetadata: {
        ImageId: imageIdOf(21),
        Name: 'golden-21',
        OwnerId: accountOf(0),
        State: 'available',
        CreationDate: '2026-10-01T00:00:00.000Z',
        ImageAllowed: true,
        IsPublic: false,
      },
      Operator: { Managed: false },
    });
    const wanted = { Filters: [{ Name: 'image-id', Values: [imageIdOf(1), imageIdOf(20), imageIdOf(40)] }] };
    const { Images = [] } = await ec2.send(new DescribeImagesCommand(wanted));
    expect(Images.map(({ ImageId, Tags }) => [ImageId, Tags])).toEqual([
      [imageIdOf(1), [{ Key: 'note', Value: 'a & b < c' }]],
      [imageIdOf(20), []],
    ]);
    expect(Images[0]?.BlockDeviceMappings?.[0]?.Ebs).toEqual({
      SnapshotId: snapshotIdOf(1),
      VolumeSize: 8,
      VolumeType: 'gp3',
      Encrypted: false,
      DeleteOnTermination: true,
    });
    const [image] = await reader()
      .ec2({ account: accountOf(2), region: 'eu-west-1' })
      .images({ ids: [imageIdOf(2)] });
    expect(image).toMatchObject({ ownerId: accountOf(0), tags: { 'ami-approved-production': 'approved' } });
    ec2.destroy();
    expect(server.unknown).toEqual(new Set());
  });

  it('has as many instances as it says, each once in all places', async () => {
    const { idsAt, reader } = await start();
    const all = new Set<string>();
    for (let account = 0; account < 3; account += 1)
      for (const region of regions) for (const id of await idsAt({ account: accountOf(account), region })) all.add(id);
    expect(all.size).toBe(3 * 2 * 2500);
    expect(server.calls.get('DescribeInstanceImageMetadata')).toBe(3 * 2 * 3);
    const place = { account: accountOf(1), region: 'us-east-1' };
    expect(await idsAt(place, ['i-00000000000001d4d', 'i-00000000000000000'])).toEqual(['i-00000000000001d4d']);
    const launchers = [];
    for await (const page of reader().inventory(place).launchers()) launchers.push(...page);
    expect(launchers).toEqual([]);
    const [snapshot] = await reader()
      .ec2(place)
      .snapshots({ ids: [snapshotIdOf(3)] });
    expect(snapshot).toMatchObject({ id: snapshotIdOf(3), ownerId: accountOf(0), state: 'completed' });
    expect(
      await reader().keys.verify(
        `arn:aws:kms:eu-west-1:${accountOf(0)}:key/great`,
        new Uint8Array(32),
        new Uint8Array(70),
      ),
    ).toBe(true);
    expect(server.unknown).toEqual(new Set());
  });

  it('refuses, is switched off, throttles and is slow where it is told to', async () => {
    const at = (account: number, region: string): Place => ({ account: accountOf(account), region });
    const { idsAt } = await start({
      denied: [accountOf(1)],
      troubles: {
        [`${accountOf(0)}/us-east-1`]: 'disabled',
        [`${accountOf(2)}/us-east-1`]: 'throttled',
        [`${accountOf(2)}/eu-west-1`]: { delayMs: 30 },
      },
      instancesPerPlace: 5,
    });
    await expect(idsAt(at(1, 'eu-west-1'))).rejects.toMatchObject({ code: 'aws_denied' });
    await expect(idsAt(at(0, 'us-east-1'))).rejects.toMatchObject({ code: 'not_possible' });
    await expect(idsAt(at(2, 'us-east-1'))).rejects.toMatchObject({ name: 'BusyError' });
    const began = performance.now();
    expect(await idsAt(at(2, 'eu-west-1'))).toHaveLength(5);
    expect(performance.now() - began).toBeGreaterThan(29);
  });

  it('runs as a process of its own', async () => {
    await start();
    const own = startScript('support/great-aws-process.ts', {});
    try {
      own.child.send(world);
      const { url } = await heard<{ url: string }>(own);
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      own.child.send('figures');
      expect(await heard(own)).toEqual({ calls: {}, unknown: [], memory: expect.any(Number) });
    } finally {
      await own.stop();
    }
  });
});
