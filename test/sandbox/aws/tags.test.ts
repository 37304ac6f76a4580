import { CreateTagsCommand, DeleteTagsCommand, DescribeImagesCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { assume, ec2As, errorOf, startQuick } from './support.ts';

/** Build's, shared with prod. */
const SHARED = 'ami-0a1b2c3d4e5f6a006';

describe('tags', () => {
  let fake: FakeAws;
  let build: ReturnType<typeof ec2As>;
  let prod: ReturnType<typeof ec2As>;

  beforeEach(async () => {
    fake = await startQuick();
    build = ec2As(fake, await assume(fake, ROLES.build));
    prod = ec2As(fake, await assume(fake, ROLES.prod));
  });
  afterEach(async () => await fake.close());

  const put = (client: typeof build, Key: string, Value: string, ...Resources: string[]) =>
    client.send(
      new CreateTagsCommand({ Resources: Resources.length > 0 ? Resources : [SHARED], Tags: [{ Key, Value }] }),
    );
  const read = async (client: typeof build) =>
    Object.fromEntries(
      ((await client.send(new DescribeImagesCommand({ ImageIds: [SHARED] }))).Images?.[0]?.Tags ?? []).map((tag) => [
        tag.Key,
        tag.Value,
      ]),
    );

  it('keeps ordinary tags private to the account that wrote them, and shows shared tags to consumers', async () => {
    await put(build, 'approved', 'yes');
    await put(build, 'ec2:SharedTag/approved', 'yes');
    await put(prod, 'mine', '1');
    expect(await read(build)).toEqual({ Name: 'web', team: 'shop', approved: 'yes', 'ec2:SharedTag/approved': 'yes' });
    expect(await read(prod)).toEqual({ mine: '1', 'ec2:SharedTag/approved': 'yes' });
    const byShared = await prod.send(
      new DescribeImagesCommand({ Filters: [{ Name: 'tag:ec2:SharedTag/approved', Values: ['yes'] }] }),
    );
    expect(byShared.Images?.map((image) => image.ImageId)).toEqual([SHARED]);
    const { Tags } = await prod.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [SHARED] }] }));
    expect(Tags).toEqual([{ ResourceId: SHARED, ResourceType: 'image', Key: 'mine', Value: '1' }]);
  });

  it('lets only the owner write shared tags, and only on images', async () => {
    expect((await errorOf(put(prod, 'ec2:SharedTag/approved', 'forged'))).name).toBe('OperationNotPermitted');
    expect((await errorOf(put(build, 'ec2:SharedTag/x', '1', 'i-0a1b2c3d4e5f60001'))).name).toBe(
      'OperationNotPermitted',
    );
  });

  it('deletes by key, by key and value, or all', async () => {
    const drop = (Tags?: { Key: string; Value?: string }[]) =>
      build.send(new DeleteTagsCommand({ Resources: [SHARED], ...(Tags === undefined ? {} : { Tags }) }));
    await put(build, 'stage', 'one');
    await drop([{ Key: 'stage', Value: 'two' }]);
    expect((await read(build))['stage']).toBe('one');
    await drop([{ Key: 'stage', Value: '' }]);
    expect((await read(build))['stage']).toBe('one');
    await drop([{ Key: 'stage', Value: 'one' }]);
    await drop([{ Key: 'team' }]);
    expect(await read(build)).toEqual({ Name: 'web' });
    await put(prod, 'mine', '1');
    await drop();
    expect(await read(build)).toEqual({});
    expect(await read(prod)).toEqual({ mine: '1' });
  });

  it('holds the rules: reserved prefix, lengths, 50 tags, all resources or none', async () => {
    for (const [key, value] of [
      ['aws:x', 'v'],
      ['k'.repeat(128), 'v'],
      ['k', 'v'.repeat(257)],
      ['', 'v'],
    ] as const) {
      expect((await errorOf(put(build, key, value))).name).toBe('InvalidParameterValue');
    }
    expect((await errorOf(put(build, 'a', 'b', SHARED, 'ami-00000000000000bad'))).name).toBe('InvalidAMIID.NotFound');
    expect((await errorOf(put(build, 'a', 'b', SHARED, 'snap-00000000000000bad'))).name).toBe(
      'InvalidSnapshot.NotFound',
    );
    expect((await errorOf(put(build, 'a', 'b', 'thing-1'))).name).toBe('InvalidID');
    expect((await read(build))['a']).toBeUndefined();
    const many = Array.from({ length: 48 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await build.send(new CreateTagsCommand({ Resources: [SHARED], Tags: many }));
    expect((await errorOf(put(build, 'one-more', ''))).name).toBe('TagLimitExceeded');
    await put(build, 'k1', 'overwritten');
  });

  it('shows written tags late when told to', async () => {
    fake.lagTags({ looks: 2 });
    await put(build, 'late', '1');
    const seen = [await read(build), await read(build), await read(build)].map((tags) => tags['late']);
    expect(seen).toEqual([undefined, undefined, '1']);
    const state = fake.state().accounts.flatMap((account) => account.regions.flatMap((region) => region.images));
    expect(state.find((image) => image.id === SHARED)?.tags['late']).toBe('1');
  });

  it('sees what a hand in the console does', async () => {
    let changes = 0;
    const stop = fake.onChange(() => {
      changes += 1;
    });
    fake.hands.tagImage(SHARED, { approved: 'forged' });
    expect((await read(build))['approved']).toBe('forged');
    fake.hands.untagImage(SHARED, ['approved']);
    expect((await read(build))['approved']).toBeUndefined();
    stop();
    expect(changes).toBeGreaterThanOrEqual(4);
  });
});
