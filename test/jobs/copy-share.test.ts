import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyJob } from '../../src/jobs/copy/index.ts';
import { undoJob } from '../../src/jobs/undo/index.ts';
import { planInput, wordsOf } from '../commands/support.ts';
import { sampleRun } from '../store/sample-run.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { accessIn, copyRun, imagesIn, planCopy, sources } from './support/copies.ts';
import { Crash, type TestRun, testRun } from './support/run-job.ts';

const name = 'shared-copy';
const asked = { image: sources.ownKey, to: ['us-east-1', 'eu-west-1'], name, 'share-after': ['prod', 'workloads'] };

let world: AwsWorld;
let before: { access: readonly string[]; images: readonly string[]; statements: readonly string[] };
beforeEach(async () => {
  world = await startAwsWorld();
  before = { access: accessIn(world), images: imagesIn(world), statements: statements() };
});
afterEach(async () => await world.close());

/** Statements of key policies, where they stand. */
const statements = (): readonly string[] =>
  world.fake
    .state()
    .accounts.flatMap(({ alias, regions: all }) =>
      all.flatMap((region) =>
        region.keys.flatMap((key) => key.statements.map((sid) => `${alias} ${region.name} ${sid}`)),
      ),
    )
    .filter((line) => line.includes('AssayShare'));

const copies = () => world.imagesNamed(name).filter(({ state }) => state === 'available');
const given = (): readonly string[] => accessIn(world).filter((line) => !before.access.includes(line));

/** *Undo* of a run that has ended, children and all. */
async function undo(run: TestRun<unknown>): Promise<void> {
  const all = [...run.children].map(([key, child]) =>
    sampleRun(1_000_000, {
      id: child.view.id,
      state: 'done',
      undo: [...child.undo()],
      parent: { runId: run.view.id, key },
    }),
  );
  world.past.runs = [sampleRun(1_000_000, { id: run.view.id, state: 'done', children: all.length }), ...all];
  const plan = undoJob.plan.parse((await planInput(world, 'undo', { run: run.view.id })).parsed);
  await testRun(world, undoJob, plan, { id: 'r-undoundoun' }).go();
}

describe('copies that are shared afterwards', () => {
  it('get what `share` gives, each, once all are there; undo takes back all of it', async () => {
    const plan = await planCopy(world, asked);
    const run = testRun(world, copyJob, plan);
    const result = await run.go();
    expect(copies()).toHaveLength(2);
    for (const { id, tags, launchPermissions } of copies()) {
      expect(launchPermissions).toHaveLength(2);
      expect(Object.keys(tags).filter((key) => key.startsWith('assay:shared/'))).toHaveLength(2);
      expect(world.fake.insight.canSeeImage(ACCOUNTS.prod, id)).toBe(true);
    }
    expect(given().filter((line) => line.includes(' grant '))).toHaveLength(2);
    expect(statements()).toHaveLength(4);
    const actions = world.fake.calls.map(({ action }) => action);
    expect(actions.indexOf('CreateGrant')).toBeGreaterThan(actions.lastIndexOf('CopyImage'));
    const words = wordsOf(copyJob.present.done(plan, result, run.view, world.settings));
    expect(words).toContain(`Each of them can be launched by prod (account ${ACCOUNTS.prod}), workloads (unit`);

    await undo(run);
    expect(accessIn(world)).toEqual(before.access);
    expect(statements()).toEqual(before.statements);
    expect(imagesIn(world)).toEqual(before.images);
  });

  it('another account’s copies are shared out of that account, under its own key', async () => {
    await (
      await copyRun(world, { ...asked, to: ['us-east-1'], 'to-account': ['prod'], 'share-after': ['build'] })
    ).go();
    const copy = copies()[0];
    expect(copy?.launchPermissions).toEqual([ACCOUNTS.build]);
    expect(world.fake.insight.canSeeImage(ACCOUNTS.build, copy?.id ?? '')).toBe(true);
    expect(given().filter((line) => line.includes('grant'))).toHaveLength(1);
  });

  it('nobody gets anything before all copies are there', async () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/5f1c0de0-0000-4000-8000-00000000b101';
    const run = await copyRun(world, asked);
    world.fake.hands.setKeyState(key, 'Disabled');
    const error = await refusalOf(run.go());
    expect(error.message).toMatch(
      /^1 of 2 copies failed\. build, us-east-1: .* None is shared before all are there\.$/,
    );
    expect(given()).toEqual([]);
    world.fake.hands.setKeyState(key, 'Enabled');
    run.retry();
    await run.go();
    expect(copies().map(({ launchPermissions }) => launchPermissions.length)).toEqual([2, 2]);
  });

  it('one that cannot be shared is named with why; the copies stay, and a retry only shares', async () => {
    const run = await copyRun(world, { ...asked, 'share-after': ['prod'] });
    world.fake.faults.add({ kind: 'error', call: 'ModifyImageAttribute', code: 'OperationNotPermitted', times: 1 });
    const error = await refusalOf(run.go());
    expect(error.message).toMatch(/^All copies are there, but 1 of 2 copies could not be shared\. build, us-east-1: /);
    expect(
      copies()
        .map(({ launchPermissions }) => launchPermissions.length)
        .sort(),
    ).toEqual([0, 1]);
    expect(run.released).toBeUndefined();
    const calls = world.calls('CopyImage').length;
    run.retry();
    await run.go();
    expect(copies().map(({ launchPermissions }) => launchPermissions)).toEqual([[ACCOUNTS.prod], [ACCOUNTS.prod]]);
    expect(world.calls('CopyImage')).toHaveLength(calls);
  });

  it('a retry of the sharing opens the source to nobody again', async () => {
    const run = await copyRun(world, { ...asked, 'to-account': ['prod'], 'share-after': ['build'] });
    world.fake.faults.add({ kind: 'error', call: 'CreateTags', code: 'TagLimitExceeded', times: 1 });
    await refusalOf(run.go());
    const opened = () => world.calls('ModifySnapshotAttribute').length;
    const calls = opened();
    run.retry();
    await run.go();
    expect(opened()).toBe(calls);
  });

  it('a process that dies between the copies and the sharing gives everything once', async () => {
    const run = await copyRun(world, asked);
    run.crashAfter('all-copied');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.go();
    expect(copies()).toHaveLength(2);
    expect(statements()).toHaveLength(4);
  });

  it('whoever approved a stranger is asked about again after the copies, before anything is given', async () => {
    const run = await copyRun(
      world,
      { ...asked, 'share-after': [ACCOUNTS.stranger] },
      {
        view: { approval: {} as never },
        confirm: () => {
          expect(given()).toEqual(run.confirmations === 1 ? [] : given());
          return {} as never;
        },
      },
    );
    await run.go();
    expect(run.confirmed).toEqual(['votes']);
    expect(copies().map(({ launchPermissions }) => launchPermissions)).toEqual([
      [ACCOUNTS.stranger],
      [ACCOUNTS.stranger],
    ]);
  });
});
