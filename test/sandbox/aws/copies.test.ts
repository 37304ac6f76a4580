import {
  CopyImageCommand,
  type CopyImageCommandInput,
  CreateTagsCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { assume, ec2As, errorOf, startQuick, until } from './support.ts';

const WEB = 'ami-0a1b2c3d4e5f6a002';
const SHARED = 'ami-0a1b2c3d4e5f6a006';
const DB = 'ami-0a1b2c3d4e5f6a005';
const AMI_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/5f1c0de0-0000-4000-8000-00000000b001';

describe('copies', () => {
  let fake: FakeAws;
  let build: ReturnType<typeof ec2As>;
  let buildUs: ReturnType<typeof ec2As>;
  let prod: ReturnType<typeof ec2As>;

  beforeEach(async () => {
    fake = await startQuick({ paceMs: 60 });
    const keys = await assume(fake, ROLES.build);
    build = ec2As(fake, keys);
    buildUs = ec2As(fake, keys, { region: 'us-east-1' });
    prod = ec2As(fake, await assume(fake, ROLES.prod));
  });
  afterEach(async () => {
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });

  const copy = (client: typeof build, input: Partial<CopyImageCommandInput> = {}) =>
    client.send(new CopyImageCommand({ SourceImageId: WEB, SourceRegion: 'eu-west-1', Name: 'the-copy', ...input }));
  const imageOf = async (client: typeof build, id: string) =>
    (await client.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0];
  const ended = (client: typeof build, id: string) =>
    until(
      () => imageOf(client, id),
      (image) => image?.State === 'available' || image?.State === 'failed',
    );
  const snapshotsOf = async (client: typeof build, id: string) => {
    const image = await imageOf(client, id);
    const ids = image?.BlockDeviceMappings?.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []) ?? [];
    return (await client.send(new DescribeSnapshotsCommand({ SnapshotIds: ids }))).Snapshots ?? [];
  };

  it('is made where the call is sent, by and for the caller, and records where it comes from', async () => {
    const { ImageId = '' } = await copy(buildUs, {
      TagSpecifications: [
        { ResourceType: 'image', Tags: [{ Key: 'a', Value: 'image' }] },
        { ResourceType: 'snapshot', Tags: [{ Key: 'a', Value: 'snapshot' }] },
      ],
    });
    expect(await imageOf(buildUs, ImageId)).toMatchObject({
      State: 'pending',
      OwnerId: '111122223333',
      SourceImageId: WEB,
      SourceImageRegion: 'eu-west-1',
      Tags: [{ Key: 'a', Value: 'image' }],
    });
    await ended(buildUs, ImageId);
    const [snapshot] = await snapshotsOf(buildUs, ImageId);
    expect(snapshot).toMatchObject({ State: 'completed', Encrypted: false, Tags: [{ Key: 'a', Value: 'snapshot' }] });
    expect(snapshot?.Description).toContain('for SourceSnapshot snap-0a1b2c3d4e5f6a002');
    expect((await errorOf(imageOf(build, ImageId).then(() => undefined))).name).toBe('InvalidAMIID.NotFound');
  });

  it('makes one image per token, account and Region, and refuses the token with other parameters', async () => {
    const token = { ClientToken: 'a'.repeat(64) };
    const { ImageId } = await copy(build, token);
    expect((await copy(build, token)).ImageId).toBe(ImageId);
    expect((await copy(buildUs, token)).ImageId).not.toBe(ImageId);
    expect((await errorOf(copy(build, { ...token, Description: 'other' }))).name).toBe('IdempotentParameterMismatch');
    expect((await errorOf(copy(build, { ClientToken: 'b' }))).name).toBe('InvalidAMIName.Duplicate');
  });

  it('carries tags only when asked: the copier’s own and the shared ones', async () => {
    await build.send(
      new CreateTagsCommand({ Resources: [SHARED], Tags: [{ Key: 'ec2:SharedTag/status', Value: 'good' }] }),
    );
    const plain = await copy(build, { SourceImageId: SHARED, Name: 'no-tags' });
    expect((await imageOf(build, plain.ImageId ?? ''))?.Tags).toBeUndefined();
    const tagged = await copy(build, { SourceImageId: SHARED, Name: 'with-tags', CopyImageTags: true });
    expect((await imageOf(build, tagged.ImageId ?? ''))?.Tags).toEqual([
      { Key: 'Name', Value: 'web' },
      { Key: 'team', Value: 'shop' },
      { Key: 'ec2:SharedTag/status', Value: 'good' },
    ]);
  });

  it('needs launch permission and, beyond it, the storage', async () => {
    expect((await errorOf(copy(prod))).name).toBe('InvalidAMIID.NotFound');
    expect(await errorOf(copy(prod, { SourceImageId: SHARED }))).toMatchObject({
      name: 'InvalidRequest',
      message: 'You do not have permission to access the storage of this ami',
    });
  });

  it.each([
    [{ SourceImageId: 'ami-0bbbbbbbbbbbbb001' }, 'InvalidRequest', 'product codes'],
    [{ SourceImageId: DB, Encrypted: false }, 'InvalidRequest', 'Creating an unencrypted copy'],
    [{ KmsKeyId: AMI_KEY }, 'InvalidParameterDependency', ''],
    [{ SnapshotCopyCompletionDurationMinutes: 20 }, 'InvalidParameterValue', ''],
    [{ Name: 'a:b' }, 'InvalidAMIName.Malformed', ''],
    [{ Name: 'web-2026-10-01' }, 'InvalidAMIName.Duplicate', WEB],
    [{ SourceRegion: 'eu-west-9' }, 'InvalidParameterValue', ''],
    [{ SourceRegion: 'us-east-1' }, 'InvalidAMIID.NotFound', ''],
  ])('refuses %o with %s', async (input, code, words) => {
    const error = await errorOf(copy(build, input));
    expect(error.name).toBe(code);
    expect(error.message).toContain(words);
  });

  it('encrypts under the key that is named, or under the default key when none is', async () => {
    const named = await copy(build, { Name: 'named', Encrypted: true, KmsKeyId: 'alias/ami' });
    await ended(build, named.ImageId ?? '');
    expect((await snapshotsOf(build, named.ImageId ?? ''))[0]?.KmsKeyId).toBe(AMI_KEY);
    const unnamed = await copy(buildUs, { Name: 'unnamed', Encrypted: true });
    await ended(buildUs, unnamed.ImageId ?? '');
    const [snapshot] = await snapshotsOf(buildUs, unnamed.ImageId ?? '');
    expect(snapshot?.KmsKeyId).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//);
  });

  it.each([
    ['an unknown key', { Encrypted: true, KmsKeyId: 'alias/none' }],
    ['a disabled key', { Encrypted: true, KmsKeyId: 'alias/ami-2024' }],
    [
      'a key of another Region',
      { Encrypted: true, KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/5f1c0de0-0000-4000-8000-00000000b001' },
    ],
  ])('takes %s and fails afterwards; only the snapshot says why', async (_what, input) => {
    const { ImageId = '' } = await copy(build, input);
    expect(await ended(build, ImageId)).toMatchObject({
      State: 'failed',
      StateReason: { Message: 'Copy image failed with an internal error.' },
    });
    expect((await snapshotsOf(build, ImageId))[0]).toMatchObject({
      State: 'error',
      StateMessage: 'Given key ID is not accessible. You must have DescribeKey permissions on the default CMK',
    });
  });

  it('fails when the source’s own key is disabled', async () => {
    fake.hands.setKeyState(AMI_KEY, 'Disabled');
    const { ImageId = '' } = await copy(buildUs, { SourceImageId: DB, Encrypted: true });
    expect((await ended(buildUs, ImageId))?.State).toBe('failed');
  });

  it('allows so many snapshot copies and image copies at once into one account and Region', async () => {
    fake.settings.paceMs = 60_000;
    fake.settings.maxSnapshotCopies = 3;
    await copy(build, { Name: 'two-snapshots', SourceImageId: DB, Encrypted: true, KmsKeyId: 'alias/ami' });
    const error = await errorOf(
      copy(build, { Name: 'two-more', SourceImageId: DB, Encrypted: true, KmsKeyId: 'alias/ami' }),
    );
    expect(error).toMatchObject({
      name: 'ResourceLimitExceeded',
      message: 'Too many snapshot copies in progress. The limit is 3 for this destination region.',
    });
    await copy(build, { Name: 'one-more' });
    await copy(buildUs, { Name: 'elsewhere' });
    fake.settings.maxSnapshotCopies = 20;
    fake.settings.maxImageCopies = 2;
    expect((await errorOf(copy(build, { Name: 'too-many' }))).name).toBe('ResourceLimitExceeded');
  });

  it('is cancelled by deregistering it', async () => {
    fake.settings.paceMs = 60_000;
    const { ImageId = '' } = await copy(build);
    await build.send(new DeregisterImageCommand({ ImageId }));
    const region = fake.state().accounts.find(({ alias }) => alias === 'build')?.regions[0];
    expect(region?.snapshots.find((snapshot) => snapshot.imageId === ImageId)?.state).toBe('error');
  });
});
