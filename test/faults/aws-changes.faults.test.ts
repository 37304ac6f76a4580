import { describe, expect, it } from 'vitest';
import { ACCOUNTS } from '../../sandbox/aws/default-world.ts';
import { nothingStruck, notVisible } from './aws/disturb.ts';
import { isSample, openScenes } from './aws/open-scenes.ts';
import { beforeCall, rolesIn } from './aws/scene.ts';

const scenes = await openScenes('copy, share, launch and build');
const { aws, trustAgain } = scenes;
const prod = rolesIn('prod');
const build = rolesIn('build');
const [db, web] = ['ami-0a1b2c3d4e5f6a005', 'ami-0a1b2c3d4e5f6a002'];
const prodKey = '5f1c0de0-0000-4000-8000-00000000d101';

const regions = () => aws.state().accounts.flatMap((account) => account.regions);
/** Who may use what: permissions of AMIs and snapshots, grants and statements of keys. */
const opened = (): readonly string[] =>
  regions().flatMap(({ images, snapshots, keys }) => [
    ...images.flatMap(({ id, launchPermissions }) => launchPermissions.map((who) => `${id} ${who}`)),
    ...snapshots.flatMap(({ id, volumePermissions }) => volumePermissions.map((who) => `${id} ${who}`)),
    ...keys.flatMap(({ id, grants, statements }) =>
      [...grants.map(({ name }) => name), ...statements].map((what) => `${id} ${what}`),
    ),
  ]);

const askCopy = (): Promise<string> =>
  scenes.now.ask('/ami copy db-2026-10-05 to us-east-1 --to-account prod --name scene-copy');
const askShare = (): Promise<string> => scenes.now.ask('/ami share db-2026-10-05 with prod org --to-copy');

/** From now on nobody of Assay may take this role. */
const distrust = (...lost: readonly string[]): void => {
  for (const role of lost) aws.hands.removeTrust(role);
  aws.endSessions();
};

async function failed(runId: string): Promise<{ readonly card: string; readonly code: string | undefined }> {
  const { run, card } = await scenes.now.ended(runId);
  expect(run.state, card).toBe('failed');
  return { card, code: run.ending?.code };
}

/** Tried again, it is done, and there is one of this name. */
async function doneAgain(runId: string, name?: string): Promise<void> {
  await scenes.now.click(runId, 'retry');
  expect((await scenes.now.ended(runId)).run.state).toBe('done');
  if (name) expect(scenes.now.images(name).map(({ state }) => state)).toEqual(['available']);
}

describe('a role that may not be taken any more in mid-run', () => {
  it('copy, after access was given: it says which role where, and takes the access back; tried again, there is one copy', async () => {
    const before = opened();
    const runId = await askCopy();
    beforeCall(scenes.now, 'ModifyImageAttribute', () => distrust(prod.writer));
    const { card, code } = await failed(runId);
    expect(code).toBe('aws_denied');
    expect(card).toContain('Assay may not take the role AssayWorker in prod (444455556666)');
    expect(card).toMatch(/apply the trust policy from .?assay policy/);
    expect(card).toContain('The temporary access of prod was taken back');
    expect(opened()).toEqual(before);
    await trustAgain();
    await doneAgain(runId, 'scene-copy');
    expect(opened()).toEqual(before);
  });

  it.skipIf(isSample)('copy, while it waits: the card says so, and it goes on by itself', async () => {
    const runId = await askCopy();
    await scenes.now.image('scene-copy');
    distrust(prod.reader, prod.writer);
    const card = await scenes.now.says(runId, /cannot look/);
    expect(card).toContain('Assay may not take the role AssayReader in prod (444455556666)');
    expect(card).toMatch(/apply the trust policy from .?assay policy/);
    await trustAgain();
    expect((await scenes.now.ended(runId)).run.state).toBe('done');
    expect(scenes.now.images('scene-copy')).toHaveLength(1);
  });

  it('share, half given: it says which role, and that nothing was taken back; tried again, all of it is shared, once', async () => {
    const before = opened();
    const runId = await askShare();
    beforeCall(scenes.now, 'ModifySnapshotAttribute', () => distrust(build.writer));
    const { card, code } = await failed(runId);
    expect(code).toBe('aws_denied');
    expect(card).toContain('Assay may not take the role AssayWorker in build (111122223333)');
    expect(card).toMatch(/apply the trust policy from .?assay policy/);
    expect(card).toContain('Not taken back');
    await trustAgain();
    await doneAgain(runId);
    const unshared = await scenes.now.ask('/ami unshare db-2026-10-05');
    expect((await scenes.now.ended(unshared)).run.state).toBe('done');
    expect(opened()).toEqual(before);
  });
});

it('a key that is disabled while an encrypted copy is begun: AWS’s reason is told; tried again, there is one copy', async () => {
  const before = opened();
  const runId = await askCopy();
  beforeCall(scenes.now, 'CopyImage', () => aws.hands.setKeyState(prodKey, 'Disabled'));
  const { card } = await failed(runId);
  expect(card).toContain('Given key ID is not accessible');
  expect(card).toContain('Mend what is named, then have it tried again');
  expect(scenes.now.images('scene-copy'), 'the unfinished copy is removed').toEqual([]);
  expect(opened()).toEqual(before);
  aws.hands.setKeyState(prodKey, 'Enabled');
  await doneAgain(runId, 'scene-copy');
});

describe('an AMI that is deregistered under our feet', () => {
  it('before it is copied: it says so, and nothing stays open', async () => {
    const before = opened();
    const runId = await askCopy();
    beforeCall(scenes.now, 'CopyImage', () => aws.hands.deregisterImage(db));
    const { card } = await failed(runId);
    expect(card).toContain(`The image id '[${db}]' does not exist`);
    expect(card).toContain('Mend what is named');
    expect(scenes.now.images('scene-copy')).toEqual([]);
    expect(opened()).toEqual(before);
  });

  it('before it is shared, its keys and snapshots given: it says so, and they are taken back', async () => {
    const before = opened();
    const runId = await askShare();
    beforeCall(scenes.now, 'ModifyImageAttribute', () => aws.hands.deregisterImage(db));
    const { card, code } = await failed(runId);
    expect(code).toBe('not_found');
    expect(card).toContain(`The image ID '${db}' is no longer available`);
    expect(card).toContain('Somebody deregistered it: choose another AMI');
    expect(card).toContain('nothing new is shared');
    expect(opened()).toEqual(before);
  });

  it('before it is launched: it says so, and no instance is there', async () => {
    const runId = await scenes.now.ask('/ami launch web-2026-10-01 --name scene-1');
    beforeCall(scenes.now, 'RunInstances', () => aws.hands.deregisterImage(web));
    const { card, code } = await failed(runId);
    expect(code).toBe('not_found');
    expect(card).toContain(web);
    expect(card).toContain('Somebody deregistered it: choose another AMI');
    expect(regions().flatMap(({ instances }) => instances.filter(({ name }) => name === 'scene-1'))).toEqual([]);
  });
});

describe('a name that a stranger holds', () => {
  it('a build whose AMI was to have it fails with AWS’s reason, and says to build anew', async () => {
    const stranger = aws.hands.registerImage(ACCOUNTS.build, 'eu-west-1', 'golden-base-4');
    const { card } = await failed(await scenes.now.ask('/ami build golden-base'));
    expect(card).toContain(`AMI name golden-base-4 is already in use by AMI ${stranger}`);
    expect(card).toContain('mend what failed, then build anew with /ami build golden-base');
    expect(scenes.now.images('golden-base-4').map(({ id }) => id)).toEqual([stranger]);
  });

  it.skipIf(isSample)(
    'a build whose copy was to have it names what it leaves; tried again, only the rest is done',
    async () => {
      const stranger = aws.hands.registerImage(ACCOUNTS.build, 'us-east-1', 'golden-base-4');
      const runId = await scenes.now.ask('/ami build golden-base');
      const { card } = await failed(runId);
      expect(card).toContain(`AMI name golden-base-4 is already in use by AMI ${stranger}`);
      const [left] = scenes.now.images('golden-base-4').filter(({ id }) => id !== stranger);
      expect(card).toContain(`It leaves ${left?.id} (eu-west-1)`);
      expect(card).toContain('nothing is built a second time');
      aws.hands.deregisterImage(stranger);
      await doneAgain(runId);
      expect(scenes.now.images('golden-base-4')).toHaveLength(3);
    },
  );
});

describe.skipIf(isSample)('for a minute AWS does not show', () => {
  const done = async (...runs: readonly string[]): Promise<void> => {
    for (const runId of runs) {
      await scenes.now.says(runId, /✅/, 240_000);
      expect((await scenes.now.ended(runId)).run.state, runId).toBe('done');
    }
  };

  it('the tags that were written: a create, two copies and an approval end right', async () => {
    aws.lagTags({ ms: 60_000 });
    const began = Date.now();
    const made = [
      await scenes.now.ask('/ami create web-1 --name scene-1'),
      await scenes.now.ask('/ami copy web-2026-10-01 to us-east-1 --name scene-plain'),
      await askCopy(),
    ];
    const approval = await scenes.now.ask('/ami promote ami-0a1b2c3d4e5f6a006 --reason "tested"');
    await scenes.now.approve(approval, 'ada', 'ben');
    await done(...made, approval);
    expect(Date.now() - began).toBeGreaterThan(60_000);
    for (const name of ['scene-1', 'scene-plain', 'scene-copy'])
      expect(scenes.now.images(name).map(({ tags }) => tags['assay:requester'])).toHaveLength(1);
  }, 400_000);

  it('what was made: a create, two copies and a launch end right, and there is one of each', async () => {
    const known = new Set(JSON.stringify(aws.dump()).match(/\b(?:ami|snap|i|vol)-[0-9a-f]{17}\b/g));
    const struck = nothingStruck();
    aws.settings.newImageLag = { ms: 60_000 };
    aws.faults.by(notVisible(struck, 60_000, (id) => known.has(id)));
    await done(
      ...(await Promise.all([
        scenes.now.ask('/ami create web-1 --name scene-1'),
        scenes.now.ask('/ami copy web-2026-10-01 to us-east-1 --name scene-plain', 'ada'),
        scenes.now.ask('/ami copy db-2026-10-05 to us-east-1 --to-account prod --name scene-copy', 'ben'),
        scenes.now.ask('/ami launch web-2026-10-01 --name scene-2', 'cleo'),
      ])),
    );
    expect(struck.reads).toBeGreaterThan(0);
    for (const name of ['scene-1', 'scene-plain', 'scene-copy']) expect(scenes.now.images(name)).toHaveLength(1);
    expect(regions().flatMap(({ instances }) => instances.filter(({ name }) => name === 'scene-2'))).toHaveLength(1);
  }, 400_000);
});
