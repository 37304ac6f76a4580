import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../src/core/aws.ts';
import type { CopyWriter, NewCopy } from '../../src/core/aws-copies.ts';
import { BusyError } from '../../src/core/outcome.ts';
import { ACCOUNTS, type AwsWorld, anna, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';

const there = { account: ACCOUNTS.build, region: 'us-east-1' };
const wanted: NewCopy = {
  source: { imageId: 'ami-0a1b2c3d4e5f6a002', region: 'eu-west-1' },
  name: 'the-copy',
  description: 'a copy',
  keyId: undefined,
  tags: { 'assay:run': 'r-1' },
  clientToken: 'c'.repeat(64),
  withinMinutes: undefined,
};

describe('copying through the adapter', () => {
  let world: AwsWorld;
  const copies = (place: Place = there): CopyWriter =>
    world.aws.writer({ reference: 'r-1', userId: anna.userId }).copies(place);
  beforeEach(async () => {
    world = await startAwsWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  it('sends the call to the destination, once for one token whatever becomes of the answer', async () => {
    world.fake.faults.add({ kind: 'lost-answer', call: 'CopyImage', times: 1 });
    const { imageId } = await copies().copyImage(wanted);
    expect(await copies().copyImage(wanted)).toEqual({ imageId });
    expect(world.imagesNamed('the-copy')).toHaveLength(1);
    expect(world.image(imageId)).toMatchObject({ ownerId: ACCOUNTS.build, tags: { 'assay:run': 'r-1' } });
    expect(world.calls('CopyImage').every(({ region }) => region === 'us-east-1')).toBe(true);
    expect(world.calls('CopyImage')[0]?.parameters).toMatchObject({ CopyImageTags: 'false' });
  });

  it('says what AWS said', async () => {
    const taken = await refusalOf(copies(buildPlace).copyImage({ ...wanted, name: 'web-2026-10-01' }));
    expect([taken.code, taken.message]).toEqual(['name_taken', expect.stringContaining('ami-0a1b2c3d4e5f6a002')]);
    const storage = await refusalOf(
      copies({ account: ACCOUNTS.prod, region: 'eu-west-1' }).copyImage({
        ...wanted,
        source: { imageId: 'ami-0a1b2c3d4e5f6a006', region: 'eu-west-1' },
      }),
    );
    expect([storage.code, storage.hint]).toEqual(['not_possible', 'Its owner must share the snapshots as well.']);
  });

  it('waits where AWS makes as many copies as it allows', async () => {
    world.fake.settings.maxSnapshotCopies = 0;
    await expect(copies().copyImage(wanted)).rejects.toBeInstanceOf(BusyError);
  });
});
