import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNITS } from '../../sandbox/aws/default-world.ts';
import type { ApprovalGiven } from '../../src/core/run.ts';
import { shareJob } from '../../src/jobs/share/index.ts';
import { unshareJob } from '../../src/jobs/unshare/index.ts';
import { planInput, wordsOf } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { loseRole } from './support/lose-role.ts';
import { Crash, type TestRunOptions, testRun } from './support/run-job.ts';

const db = 'ami-0a1b2c3d4e5f6a005';
const web = 'ami-0a1b2c3d4e5f6a002';
const key = `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/5f1c0de0-0000-4000-8000-00000000b001`;
const snapshots = ['snap-0a1b2c3d4e5f6a005', 'snap-0a1b2c3d4e5f6a006'];
const unit = `arn:aws:organizations::123456789012:ou/o-assay4ybem/${UNITS.workloads}`;

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const share = async (input: object, options: TestRunOptions = {}) => {
  const plan = shareJob.plan.parse((await planInput(world, 'share', { image: db, with: ['prod'], ...input })).parsed);
  return { plan, run: testRun(world, shareJob, plan, options) };
};
const unshare = async (input: object = {}) => {
  const plan = unshareJob.plan.parse((await planInput(world, 'unshare', { image: db, ...input })).parsed);
  const run = testRun(world, unshareJob, plan, { id: 'r-uuuuuuuuuu' });
  return { plan, run, words: wordsOf(unshareJob.present.done(plan, await run.go(), run.view, world.settings)) };
};

/** Everything that says who may use what in build, eu-west-1. */
function given() {
  const region = world.fake
    .state()
    .accounts.find(({ id }) => id === ACCOUNTS.build)
    ?.regions.find(({ name }) => name === 'eu-west-1');
  return {
    launch: region?.images.flatMap(({ id, launchPermissions }) => launchPermissions.map((who) => `${id} ${who}`)),
    copies: region?.snapshots.flatMap(({ id, volumePermissions }) => volumePermissions.map((who) => `${id} ${who}`)),
    grants: region?.keys.flatMap(({ grants }) => grants.map(({ name }) => name)),
    statements: region?.keys.flatMap(({ statements }) => statements.filter((sid) => sid.startsWith('AssayShare'))),
    tags: Object.entries(world.image(db).tags).filter(([name]) => name.startsWith('assay:')),
  };
}

const everything = { with: ['prod', unit], 'to-copy': true };
const steps = [
  'look',
  'record',
  `grant:${key}:${ACCOUNTS.prod}`,
  `policy:${key}`,
  `copy:${snapshots[0]}:${ACCOUNTS.prod}`,
  `copy:${snapshots[1]}:${ACCOUNTS.prod}`,
  'launch',
  'read-back',
];

describe('share', () => {
  it('gives the keys first, then the snapshots, then the AMI, and says what it gave and whose it stays', async () => {
    const { plan, run } = await share(everything);
    const result = await run.go();
    const writes = world.fake.calls.map(({ action }) => action).filter((action) => /^(Create|Put|Modify)/.test(action));
    expect(writes).toEqual([
      'CreateTags',
      'CreateGrant',
      'PutKeyPolicy',
      'ModifySnapshotAttribute',
      'ModifySnapshotAttribute',
      'ModifyImageAttribute',
    ]);
    expect(result.grants).toEqual([{ keyArn: key, account: ACCOUNTS.prod, grantId: expect.any(String) }]);
    expect(given()).toMatchObject({
      grants: [`assay/${db}/${ACCOUNTS.prod}`],
      copies: snapshots.map((id) => `${id} ${ACCOUNTS.prod}`),
      tags: [
        [`assay:shared/${ACCOUNTS.prod}`, 'r-abcdefghjk=launch+copy:sdf:xvda+key'],
        [`assay:shared/${UNITS.workloads}`, 'r-abcdefghjk=launch+key'],
      ],
    });
    const words = wordsOf(shareJob.present.done(plan, result, run.view, world.settings));
    expect(words).toContain('It still belongs to build.');
    expect(words).toContain('launch permission for 2, 2 snapshots, 1 key grant, 2 key-policy statements');
    expect(world.image(db).ownerId).toBe(ACCOUNTS.build);
  });

  it('waits until the other account really reaches the key', async () => {
    world.fake.settings.grantLagMs = 500;
    const { run } = await share({});
    await run.go();
    expect(run.busy.some((why) => why.includes('the use of alias/ami for prod'))).toBe(true);
    expect((await world.fake.insight.mayUseKey(ACCOUNTS.prod, key)).isUsable).toBe(true);
  });

  it.each(steps)('died after %s: goes on, and gives nothing twice', async (step) => {
    const { run } = await share(everything);
    run.crashAfter(step);
    await expect(run.go()).rejects.toThrow(Crash);
    await run.go();
    const { grants, statements, copies } = given();
    expect([grants?.length, statements?.length, copies?.length]).toEqual([1, 2, 2]);
    await unshare();
    expect(given()).toMatchObject({ grants: [], statements: [], copies: [], tags: [] });
  });

  it.each([
    ['CreateTags', 'TagLimitExceeded'],
    ['CreateGrant', 'NotFoundException'],
    ['PutKeyPolicy', 'MalformedPolicyDocumentException'],
    ['ModifySnapshotAttribute', 'OperationNotPermitted'],
    ['ModifyImageAttribute', 'OperationNotPermitted'],
  ])('refused at %s: takes back what it had given, and can be tried again', async (call, code) => {
    const before = given();
    const { run } = await share(everything);
    world.fake.faults.add({ kind: 'error', call, code, times: 1 });
    await refusalOf(run.go());
    expect(given()).toEqual(before);
    if (call !== 'CreateTags') expect(run.released).toContain('nothing new is shared');
    run.retry();
    await run.go();
    expect(given()).toMatchObject({
      grants: [expect.any(String)],
      statements: [expect.any(String), expect.any(String)],
    });
  });

  it('deregistered before the AMI itself is given: keys and snapshots are taken back, though the record of them went with it', async () => {
    const before = given();
    const { run } = await share(everything);
    world.fake.intercept({
      async before({ action }) {
        if (action === 'ModifyImageAttribute') world.fake.hands.deregisterImage(db);
        return 'go';
      },
      after: async () => 'go',
    });
    expect(await refusalOf(run.go())).toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('deregistered'),
    });
    expect(given()).toMatchObject({ copies: before.copies, grants: before.grants, statements: before.statements });
    expect(run.released).toContain('nothing new is shared');
  });

  it('refused because Assay is not let into an account any more, it says so at once, and does not wait for the key there', async () => {
    const { run } = await share({});
    loseRole(world, 'ModifyImageAttribute');
    const refusal = await refusalOf(run.go());
    expect(refusal.message).toContain('Assay may not take the role AssayWorker in prod (444455556666)');
    expect(run.busy).toEqual([]);
  });

  it('an AMI made a moment ago that not all of AWS knows yet: it is tried again, and all of it is shared', async () => {
    const source = { region: 'eu-west-1', imageId: db };
    const copies = world.aws
      .writer({ reference: 'r-made', userId: 'U0ANNA' })
      .copies({ account: ACCOUNTS.build, region: 'eu-west-1' });
    const { imageId } = await copies.copyImage({
      source,
      name: 'young',
      description: '',
      keyId: key,
      tags: {},
      clientToken: 'young',
      withinMinutes: undefined,
    });
    await expect.poll(() => world.image(imageId).state).toBe('available');
    const { run } = await share({ image: imageId, 'to-copy': true });
    const hidden = new Set(['DescribeImageAttribute', 'ModifySnapshotAttribute', 'ModifyImageAttribute']);
    world.fake.intercept({
      before: async ({ action }) =>
        hidden.delete(action)
          ? { code: 'InvalidAMIID.NotFound', message: `The image id '[${imageId}]' does not exist` }
          : 'go',
      after: async () => 'go',
    });
    await run.go();
    expect(hidden).toEqual(new Set());
    expect(run.busy.filter((why) => why.includes('everywhere yet'))).toHaveLength(3);
    expect(world.image(imageId).launchPermissions).toEqual([ACCOUNTS.prod]);
  });

  it('taken back in part only: what was taken back is given anew by a retry, what was not is still there', async () => {
    const { run } = await share(everything);
    const refused: string[] = [];
    const refuse = (action: string, code: string) => {
      refused.push(action);
      return { code, message: 'no' };
    };
    world.fake.intercept({
      async before({ action }) {
        const isGiving = !refused.includes('ModifyImageAttribute');
        if (action === 'ModifyImageAttribute' && isGiving) return refuse(action, 'OperationNotPermitted');
        return action === 'PutKeyPolicy' && !isGiving ? refuse(action, 'MalformedPolicyDocumentException') : 'go';
      },
      after: async () => 'go',
    });
    await refusalOf(run.go());
    expect(refused).toEqual(['ModifyImageAttribute', 'PutKeyPolicy']);
    world.fake.intercept();
    expect(given()).toMatchObject({ grants: [], copies: [], statements: [expect.any(String), expect.any(String)] });
    run.retry();
    await run.go();
    expect(given()).toMatchObject({ grants: [expect.any(String)], copies: [expect.any(String), expect.any(String)] });
    await unshare();
    expect(given()).toMatchObject({ grants: [], statements: [], copies: [], tags: [] });
  });

  it('gives an account nobody configured nothing before people agreed', async () => {
    const { plan, run } = await share(
      { with: [ACCOUNTS.stranger] },
      {
        view: { approval: {} as never },
        confirm: (): ApprovalGiven => {
          expect(given()).toMatchObject({ grants: [], tags: [] });
          return {} as ApprovalGiven;
        },
      },
    );
    expect(shareJob.impact(plan)).toEqual({ unknownAccounts: [ACCOUNTS.stranger] });
    await run.go();
    expect(run.confirmations).toBe(1);
  });

  it('offers what it gave for undoing, its statements in a key policy too', async () => {
    const { plan, run } = await share(everything);
    await run.go();
    const finished = Object.fromEntries([...run.steps].map(([name, { result }]) => [name, result])) as never;
    expect(shareJob.undo?.(plan, finished, run.view).map(({ kind }) => kind)).toEqual([
      'launch-permission',
      'volume-permission',
      'volume-permission',
      'grant',
      'key-statements',
      'tag',
      'tag',
    ]);
  });
});

describe('unshare', () => {
  it('takes back what Assay gave, and nothing that others gave', async () => {
    world.fake.hands.changeLaunchPermissions(db, { add: [ACCOUNTS.platform] });
    const { run } = await share({ with: ['prod', ACCOUNTS.platform], 'to-copy': true });
    await run.go();
    expect(given().tags[0]).toEqual([`assay:shared/${ACCOUNTS.prod}`, 'r-abcdefghjk=launch+copy:sdf:xvda+key']);
    expect(given().tags[1]).toEqual([`assay:shared/${ACCOUNTS.platform}`, 'r-abcdefghjk=copy:sdf:xvda+key']);
    const { words } = await unshare();
    expect(given()).toMatchObject({ grants: [], copies: [], tags: [] });
    expect(world.image(db).launchPermissions).toEqual([ACCOUNTS.platform]);
    expect(words).toContain(`Still shared with: ${ACCOUNTS.platform}`);
  });

  it('says that an account keeps what its unit has', async () => {
    await (await share({ with: ['prod', unit] })).run.go();
    const { words } = await unshare({ with: ['prod'] });
    expect(words).toMatch(/Through .*workload.* every account in it can still launch this AMI/);
    expect(world.fake.insight.canSeeImage(ACCOUNTS.prod, db)).toBe(true);
  });

  it('takes back both of two shares, the second of which gave the snapshots', async () => {
    await (await share({})).run.go();
    await (await share({ 'to-copy': true }, { id: 'r-ssssssssss' })).run.go();
    expect(given().tags).toEqual([
      [`assay:shared/${ACCOUNTS.prod}`, 'r-abcdefghjk=launch+key r-ssssssssss=copy:sdf:xvda'],
    ]);
    await unshare({ with: ['prod'] });
    expect(given()).toMatchObject({ grants: [], copies: [], tags: [] });
    expect(world.image(db).launchPermissions).toEqual([]);
  });

  it.each([
    [web, ['prod'], /is not shared with prod by itself/],
    ['ami-0a1b2c3d4e5f6a006', ['prod'], /was shared with prod by somebody else, not by Assay/],
    [web, [], /Assay shared .* with nobody/],
    ['ami-0ccccccccccccc001', ['prod'], /only its owner shares it/],
  ])('%s with %j is refused: %s', async (image, takers, why) => {
    const refusal = await refusalOf(planInput(world, 'unshare', { image, with: takers }));
    expect(refusal.message).toMatch(why);
    expect(refusal.hint).toBeTruthy();
  });

  it.each(['take-launch', `take-grant:${key}:${ACCOUNTS.prod}`, 'record', 'read-back'])(
    'died after %s: goes on to the same end',
    async (step) => {
      await (await share({ 'to-copy': true })).run.go();
      const plan = unshareJob.plan.parse((await planInput(world, 'unshare', { image: db })).parsed);
      const run = testRun(world, unshareJob, plan);
      run.crashAfter(step);
      await expect(run.go()).rejects.toThrow(Crash);
      await run.go();
      expect(given()).toMatchObject({ grants: [], copies: [], tags: [] });
    },
  );
});
