import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { accessIn, copyRun, imagesIn, snapshotsOf, sources } from './support/copies.ts';
import { loseRole } from './support/lose-role.ts';
import { Crash } from './support/run-job.ts';

const prodKey = 'arn:aws:kms:us-east-1:444455556666:key/5f1c0de0-0000-4000-8000-00000000d101';
const toProd = { image: sources.ownKey, 'to-account': ['prod'], to: ['us-east-1'], name: 'db-copy' };
/** KMS's own write is named too: a grant that stays is access that stays. */
const writes = ['CreateGrant', 'ModifySnapshotAttribute', 'ModifyImageAttribute', 'CopyImage', 'RevokeGrant'] as const;

let world: AwsWorld;
let before: { access: readonly string[]; images: readonly string[] };
beforeEach(async () => {
  world = await startAwsWorld();
  before = { access: accessIn(world), images: imagesIn(world) };
});
afterEach(async () => await world.close());

/** AMIs and snapshots that are there now and were not at the beginning. */
const made = (): readonly string[] => imagesIn(world).filter((line) => !before.images.includes(line));

describe('a copy for another account', () => {
  it('is owned by it, under its own key, tagged with its snapshots, and nothing stays open', async () => {
    const run = await copyRun(world, { ...toProd, tags: { team: 'data' }, within: '4h' });
    const { copies } = await run.go();
    const imageId = copies[0]?.imageId ?? '';
    const child = run.children.get(`${ACCOUNTS.prod}/us-east-1`);
    const tags = {
      Name: 'db-copy',
      team: 'data',
      'assay:run': child?.view.id,
      'assay:parent': run.view.id,
      'assay:requester': 'U0ANNA',
      'assay:source-image': sources.ownKey,
      'assay:source-region': 'eu-west-1',
    };
    expect(world.image(imageId)).toMatchObject({ ownerId: ACCOUNTS.prod, state: 'available', tags });
    expect(snapshotsOf(world, imageId).map((one) => [one.keyArn, one.tags])).toEqual([
      [prodKey, tags],
      [prodKey, tags],
    ]);
    expect(world.calls('CopyImage')[0]?.parameters['SnapshotCopyCompletionDurationMinutes']).toBe('240');
    expect(accessIn(world)).toEqual(before.access);
  });

  it('leaves what the account had before, and takes back only the rest', async () => {
    const image = 'ami-0a1b2c3d4e5f6a006';
    expect(world.image(image).launchPermissions).toEqual([ACCOUNTS.prod]);
    await (await copyRun(world, { ...toProd, image })).go();
    expect(world.image(image).launchPermissions).toEqual([ACCOUNTS.prod]);
    expect(accessIn(world)).toEqual(before.access);
  });

  it.each(['before', 'after'] as const)(
    'deregistered %s AWS begins with it: what the account was given of its key and snapshots is taken back all the same',
    async (moment) => {
      const run = await copyRun(world, toProd);
      const deregister = async ({ action }: { readonly action: string }) => {
        if (action === 'CopyImage') world.fake.hands.deregisterImage(sources.ownKey);
        return 'go' as const;
      };
      world.fake.intercept({ before: async () => 'go', after: async () => 'go', [moment]: deregister });
      if (moment === 'after') await run.go();
      else expect((await refusalOf(run.go())).message).toContain(`The image id '[${sources.ownKey}]' does not exist`);
      expect(accessIn(world)).toEqual(before.access);
    },
  );

  it('says at once that Assay is not let into the account any more, instead of waiting for the key there', async () => {
    const run = await copyRun(world, toProd);
    loseRole(world, 'ModifyImageAttribute');
    expect((await refusalOf(run.go())).message).toContain(
      'Assay may not take the role AssayWorker in prod (444455556666)',
    );
    expect(run.busy).toEqual([]);
    expect(accessIn(world)).toEqual(before.access);
  });

  it('waits until the grant is known, instead of starting a copy that fails later', async () => {
    const run = await copyRun(world, toProd, { mostBusy: 1000 });
    world.fake.settings.grantLagMs = 1500;
    await run.go();
    expect(run.busy.join(' ')).toContain("cannot use the source's key yet");
    expect(world.calls('CopyImage')).toHaveLength(1);
  });
});

describe('one copy and nothing left open, whatever is lost', () => {
  it.each(writes)('an answer to %s that is lost', async (call) => {
    const run = await copyRun(world, toProd);
    world.fake.faults.add({ kind: 'lost-answer', call, times: 1 });
    await run.go();
    expect(world.imagesNamed('db-copy')).toHaveLength(1);
    expect(accessIn(world)).toEqual(before.access);
  });

  it('a process that dies after every single step', async () => {
    const run = await copyRun(world, toProd);
    for (const step of ['had', 'give', 'usable']) {
      run.crashAfter(`${step}:${ACCOUNTS.prod}`);
      await expect(run.go()).rejects.toBeInstanceOf(Crash);
    }
    run.crashAfter(`back:${ACCOUNTS.prod}`);
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.go();
    expect(world.imagesNamed('db-copy')).toHaveLength(1);
    expect(world.calls('CopyImage')).toHaveLength(1);
    expect(accessIn(world)).toEqual(before.access);
  });
});

describe('after every failure AWS holds what the card says', () => {
  it.each(writes)('%s is refused', async (call) => {
    const run = await copyRun(world, toProd);
    world.fake.faults.add({
      kind: 'error',
      call,
      code: call.match(/Grant/) ? 'DisabledException' : 'OperationNotPermitted',
      times: 1,
    });
    const error = await refusalOf(run.go());
    // What is refused while taking back is tried again by release.
    expect(error.message).toBeTruthy();
    expect(accessIn(world)).toEqual(before.access);
    const copied = world.imagesNamed('db-copy').filter(({ state }) => state !== 'deregistered');
    expect(copied.map(({ state }) => state)).toEqual(call === 'RevokeGrant' ? ['available'] : []);
  });

  it('a key that is disabled meanwhile: AWS’s reason is said, the failed copy removed, the access taken back', async () => {
    const run = await copyRun(world, { ...toProd, to: ['us-east-1', 'eu-west-1'] });
    world.fake.hands.setKeyState(prodKey, 'Disabled');
    const error = await refusalOf(run.go());
    expect(error.message).toMatch(
      /^1 of 2 copies failed\. prod, us-east-1: AWS could not finish ami-\w+: .*Given key ID is not accessible/,
    );
    expect(run.released).toBeUndefined();
    const child = run.children.get(`${ACCOUNTS.prod}/us-east-1`);
    expect(child?.released).toMatch(/^The unfinished copy ami-\w+ was removed with its snapshots\.$/);
    expect(accessIn(world)).toEqual(before.access);
    expect(made().map((line) => line.replace(/snap-\w+/, 'snapshot'))).toEqual([
      'prod eu-west-1 db-copy available',
      'prod eu-west-1 snapshot completed',
      'prod eu-west-1 snapshot completed',
    ]);

    world.fake.hands.setKeyState(prodKey, 'Enabled');
    run.retry();
    expect((await run.go()).copies).toHaveLength(2);
    // What worked was not made again.
    expect(world.calls('CopyImage')).toHaveLength(3);
    expect(accessIn(world)).toEqual(before.access);
  });

  it('cancelled while it copies: the copy under way is removed, the access taken back', async () => {
    world.fake.settings.paceMs = 60_000;
    const run = await copyRun(world, toProd, {
      meanwhile: (looks) => {
        if (looks > 2) throw new Crash('cancelled here');
      },
    });
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    expect(accessIn(world)).not.toEqual(before.access);
    await run.cancel();
    expect(run.released).toBe('The temporary access of prod was taken back.');
    expect(accessIn(world)).toEqual(before.access);
    expect(made()).toEqual([]);
  });
});

describe('a name and a token are not taken for each other', () => {
  it('somebody else’s AMI of that name stops only its own target', async () => {
    const run = await copyRun(world, { image: sources.plain, to: ['us-east-1', 'eu-west-1'], name: 'plain-copy' });
    const other = await copyRun(
      world,
      { image: sources.ownKey, to: ['us-east-1'], name: 'plain-copy' },
      { id: 'r-other22222' },
    );
    const [taken] = (await other.go()).copies;
    world.fake.hands.tagImage(taken?.imageId ?? '', { 'assay:run': 'r-somebody22' });
    const error = await refusalOf(run.go());
    expect(error.message).toMatch(/1 of 2 copies failed\. build, us-east-1: This name is already used by ami-/);
    expect(world.imagesNamed('plain-copy')).toHaveLength(2);
  });

  it('a lost answer and a copy that shows late', async () => {
    world.fake.settings.newImageLag = { looks: 3 };
    world.fake.faults.add({ kind: 'lost-answer', call: 'CopyImage', times: 1 });
    const run = await copyRun(world, { image: sources.plain, to: ['us-east-1'] });
    await run.go();
    expect(world.imagesNamed('web-2026-10-01')).toHaveLength(2);
  });
});
