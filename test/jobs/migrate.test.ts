import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { approvalTagKeys } from '../../src/approvals/tag-keys.ts';
import { migrateJob } from '../../src/jobs/migrate/index.ts';
import { plan as planLine, wordsOf } from '../commands/support.ts';
import { type AwsWorld, prodPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { approve } from './support/approvals.ts';
import { makeImageOf } from './support/make-image-of.ts';
import { Crash, type TestRunOptions, testRun } from './support/run-job.ts';

const shop = 'i-0f1b2c3d4e5f60001';
const amiKey = '5f1c0de0-0000-4000-8000-00000000b001';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

async function runOf(line = 'migrate shop-1 to b', options: TestRunOptions = {}) {
  const { parsed } = await planLine(world, line);
  const plan = migrateJob.plan.parse(parsed);
  return { plan, run: testRun(world, migrateJob, plan, options) };
}

const everything = () => world.fake.state().accounts.flatMap(({ regions }) => regions);
/** Instances that this run made, in whatever state. */
const made = (runId: string) =>
  everything().flatMap(({ instances }) => instances.filter(({ tags }) => tags['assay:run'] === runId));
const imagesMade = () =>
  everything().flatMap(({ images }) => images.filter(({ tags }) => tags['assay:run'] !== undefined));

/** Calls it the first time only. */
function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}

describe('a move', () => {
  it('makes an AMI, launches a like instance there, compares both, and leaves the old one running', async () => {
    const { plan, run } = await runOf();
    const result = await run.go();
    expect(made(run.view.id)).toMatchObject([{ id: result.instanceId, zone: 'eu-west-1b', state: 'running' }]);
    expect(imagesMade()).toMatchObject([{ id: result.imageId, state: 'available' }]);
    expect(world.instance(shop)).toMatchObject({ state: 'running', reboots: 1 });
    expect(result.unexpected).toEqual([]);
    expect(result.moved.map(({ label }) => label)).toEqual([
      'Zone',
      'Subnet',
      'AMI',
      'Private address',
      'Private DNS name',
    ]);
    expect(result.same).toEqual(
      expect.arrayContaining(['Type', 'Security groups', 'Role', 'Key pair', 'Volumes', 'Tags', 'User data']),
    );
    const words = wordsOf(migrateJob.present.done(plan, result, run.view, world.settings));
    expect(words).toContain('Zone: eu-west-1a → eu-west-1b');
    expect(words).toMatch(/is running, as before; nothing was changed on it/);
    expect(words).toContain('Target group shop-http: register the new instance');
    expect(migrateJob.undo?.(plan, { launch: { instanceId: result.instanceId } }, run.view)).toEqual([
      { kind: 'instance', place: plan.place, instanceId: result.instanceId, runId: run.view.id },
    ]);
  });

  it('stops the old one when asked, and only after the new one is healthy', async () => {
    const { run } = await runOf('migrate shop-1 to b --stop-source', {
      meanwhile: () => {
        if (made('r-abcdefghjk').some(({ state }) => state === 'pending'))
          expect(world.instance(shop).state).toBe('running');
      },
    });
    const result = await run.go();
    expect(result.sourceState).toBe('stopped');
    expect(world.instance(shop).state).toBe('stopped');
    expect(made(run.view.id)[0]?.state).toBe('running');
    const order = world.fake.calls.map(({ action }) => action);
    expect(order.indexOf('StopInstances')).toBeGreaterThan(order.lastIndexOf('DescribeInstanceStatus'));
  });
});

describe('an old one that does not stay stopped', () => {
  const line = 'migrate shop-1 to b --stop-source';
  /** Somebody's hand, each time AWS has taken the order to stop it. */
  const whenStopping = (act: () => void): void =>
    world.fake.intercept({
      before: async () => 'go',
      async after({ action }) {
        if (action === 'StopInstances') act();
        return 'go';
      },
    });

  it('was started again: it is waited for, then told, and a retry stops it once more', async () => {
    const { run } = await runOf(line, {
      meanwhile: (looks) => {
        if (looks === 3 && run.busy.length === 3) vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
      },
    });
    whenStopping(() => world.fake.hands.setInstanceState(shop, 'running'));
    const refusal = await refusalOf(run.go());
    expect(run.busy).toHaveLength(3);
    expect(refusal.message).toBe(`${shop} was stopped and is running again: somebody started it.`);
    expect(refusal.hint).toMatch(/^Ask whoever started it. A retry stops it once more/);
    expect(run.released).toMatch(/^i-0[0-9a-f]+ is running and was kept/);
    world.fake.intercept();
    run.retry();
    const result = await run.go();
    expect([result.sourceState, world.instance(shop).state]).toEqual(['stopped', 'stopped']);
    expect(made(run.view.id)).toHaveLength(1);
  });

  it('was terminated while it was stopped: the move is done, and the card says so', async () => {
    const { plan, run } = await runOf(line);
    whenStopping(() => world.fake.hands.terminateInstance(shop));
    const result = await run.go();
    expect(result.sourceState).toMatch(/^(shutting-down|terminated)$/);
    const { tone, ...card } = migrateJob.present.done(plan, result, run.view, world.settings);
    expect(tone).toBe('warning');
    expect(wordsOf(card)).toContain(
      `is ${result.sourceState}: somebody ended it meanwhile, so there is no going back to it.`,
    );
  });

  it('was terminated before it was stopped: nothing is asked of it', async () => {
    const { run } = await runOf(line);
    run.crashAfter('compare');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.go();
    world.fake.hands.terminateInstance(shop);
    run.steps.delete('stop-source');
    run.steps.delete('source-stopped');
    expect((await run.go()).sourceState).toMatch(/^(shutting-down|terminated)$/);
    expect(world.calls('StopInstances')).toHaveLength(1);
  });

  it('as a worker of before has recorded it is read as it was', async () => {
    const { run } = await runOf(line);
    await run.go();
    for (const step of ['stop-source', 'source-stopped']) run.steps.set(step, { state: 'done', result: { ok: true } });
    expect((await run.go()).sourceState).toBe('stopped');
  });
});

describe('one AMI and one instance, whatever is lost', () => {
  it('a process that dies after every single step', async () => {
    const { run } = await runOf('migrate shop-1 to b --stop-source');
    for (const step of ['ask-before', 'launch', 'compare', 'stop-source', 'source-stopped']) {
      run.crashAfter(step);
      await expect(run.go()).rejects.toBeInstanceOf(Crash);
    }
    await run.go();
    expect(made(run.view.id)).toHaveLength(1);
    expect(imagesMade()).toHaveLength(1);
    expect(world.instance(shop).reboots).toBe(1);
  });

  it('an answer to the launch that is lost on its way', async () => {
    const { run } = await runOf();
    run.crashAfter('ask-before');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    world.fake.faults.add({ kind: 'lost-answer', call: 'RunInstances', times: 3 });
    await run.go();
    expect(made(run.view.id)).toHaveLength(1);
  });
});

it('AWS does not know the new AMI everywhere yet: it is launched from a moment later, without another reboot', async () => {
  const { run } = await runOf('migrate shop-1 to b', {
    meanwhile: once(() =>
      world.fake.faults.add({ kind: 'error', call: 'RunInstances', code: 'InvalidAMIID.NotFound', times: 1 }),
    ),
  });
  await run.go();
  expect([made(run.view.id).length, world.instance(shop).reboots]).toEqual([1, 1]);
});

describe('what does not work out', () => {
  it('a launch that would be refused is refused before anything is rebooted', async () => {
    const { run } = await runOf();
    world.fake.faults.add({
      kind: 'error',
      call: 'RunInstances',
      code: 'UnauthorizedOperation',
      message: 'User is not authorized to perform: iam:PassRole on resource',
      times: 1,
    });
    expect((await refusalOf(run.go())).message).toContain('may not iam:PassRole');
    expect([world.instance(shop).reboots, imagesMade().length, made(run.view.id).length]).toEqual([0, 0, 0]);
  });

  it('no capacity: the AMI is kept, and a retry launches from it without another reboot', async () => {
    const { run } = await runOf('migrate shop-1 to b', {
      meanwhile: once(() =>
        world.fake.faults.add({ kind: 'error', call: 'RunInstances', code: 'InsufficientInstanceCapacity', times: 1 }),
      ),
    });
    expect(await refusalOf(run.go())).toMatchObject({
      code: 'aws_failed',
      message: expect.stringContaining('no room'),
    });
    expect([imagesMade().length, made(run.view.id).length]).toEqual([1, 0]);
    run.retry();
    await run.go();
    expect([world.instance(shop).reboots, imagesMade().length, made(run.view.id).length]).toEqual([1, 1, 1]);
  });

  it('an instance that ends at once is told with AWS’s reason, and a retry launches anew', async () => {
    const { run } = await runOf();
    const disableKey = once(() => world.fake.hands.setKeyState(amiKey, 'Disabled'));
    // After the AMI was made under it, at the very moment of the launch.
    world.fake.intercept({
      async before({ action, parameters }) {
        if (action === 'RunInstances' && parameters['DryRun'] !== 'true') disableKey();
        return 'go';
      },
      after: async () => 'go',
    });
    const refusal = await refusalOf(run.go());
    expect(refusal.message).toMatch(/did not come up: Client\.InternalError.*the key of a volume may not be used/);
    expect(made(run.view.id)).toMatchObject([{ state: 'terminated' }]);
    world.fake.hands.setKeyState(amiKey, 'Enabled');
    run.retry();
    await run.go();
    expect(
      made(run.view.id)
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['running', 'terminated']);
    expect(world.instance(shop).reboots).toBe(1);
  });

  it('an instance that never gets healthy is kept and named', async () => {
    const { run } = await runOf();
    run.crashAfter('compare');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.cancel();
    expect(run.released).toMatch(/^i-0[0-9a-f]+ is running and was kept/);
    expect(made(run.view.id)).toMatchObject([{ state: 'running' }]);
  });

  it('a disabled key fails the AMI, and nothing is launched', async () => {
    const { run } = await runOf();
    world.fake.hands.setKeyState(amiKey, 'Disabled');
    const refusal = await refusalOf(run.go());
    expect(refusal.message).toMatch(/^The AMI could not be made, so nothing was launched\. AWS could not finish ami-/);
    expect(made(run.view.id)).toEqual([]);
  });

  it('user data that was changed after people looked', async () => {
    const { plan } = await runOf();
    const run = testRun(world, migrateJob, { ...plan, userData: { digest: 'other', bytes: 1 } });
    await expect(run.go()).rejects.toThrow(/user data of i-0f1b2c3d4e5f60001 was changed/);
    expect(made(run.view.id)).toEqual([]);
  });
});

describe('with an AMI that is there already', () => {
  const web = 'i-0d1b2c3d4e5f60001';
  const line = 'migrate web-prod-1 to b --stop-source --image web-prod-approved';

  async function approvedImage(): Promise<string> {
    const image = await makeImageOf(world, prodPlace, web, 'web-prod-approved');
    await approve(world, image);
    return image;
  }

  it('launches from it, touches the old one only to stop it, and undo leaves the AMI', async () => {
    const image = await approvedImage();
    const { plan, run } = await runOf(line);
    const result = await run.go();
    expect(result).toMatchObject({ imageId: image, sourceState: 'stopped', unexpected: [] });
    expect(made(run.view.id)).toMatchObject([{ id: result.instanceId, imageId: image, state: 'running' }]);
    expect(imagesMade().map(({ id }) => id)).toEqual([]);
    expect(world.instance(web)).toMatchObject({ state: 'stopped', reboots: 0 });
    expect([...run.children.keys()]).toEqual([]);
    expect(migrateJob.startsGently?.(plan)).toBe(false);
    expect(migrateJob.undo?.(plan, { launch: { instanceId: result.instanceId } }, run.view)).toEqual([
      { kind: 'instance', place: prodPlace, instanceId: result.instanceId, runId: run.view.id },
    ]);
    const words = wordsOf(migrateJob.present.done(plan, result, run.view, world.settings));
    expect(words).toMatch(/Undo would end the new instance; the AMI was there before and stays\./);
  });

  it('a process that dies after every single step', async () => {
    await approvedImage();
    const { run } = await runOf(line);
    for (const step of ['ask-before', 'launch', 'compare', 'stop-source', 'source-stopped']) {
      run.crashAfter(step);
      await expect(run.go()).rejects.toBeInstanceOf(Crash);
    }
    await run.go();
    expect([made(run.view.id).length, imagesMade().length, world.instance(web).reboots]).toEqual([1, 0, 0]);
  });

  it('an approval that is gone by the time of the launch: nothing is launched', async () => {
    const image = await approvedImage();
    const { run } = await runOf(line);
    await world.aws
      .writer({ reference: 'somebody', userId: 'U0ANNA' })
      .ec2(prodPlace)
      .deleteTags([image], [approvalTagKeys(world.settings, 'production').attestation]);
    await expect(run.go()).rejects.toThrow(/carries the tag for production but no attestation/);
    expect(made(run.view.id)).toEqual([]);
    expect(world.instance(web).state).toBe('running');
  });

  it('an AMI that is gone is told before anything is stopped', async () => {
    const image = await approvedImage();
    const { run } = await runOf(line);
    await world.aws
      .writer({ reference: 'somebody', userId: 'U0ANNA' })
      .lifecycle(prodPlace)
      .deregister(image, { withSnapshots: true });
    await expect(run.go()).rejects.toThrow(`AWS does not show ${image} to its owner any more.`);
    expect([made(run.view.id).length, world.instance(web).state]).toEqual([0, 'running']);
  });
});
