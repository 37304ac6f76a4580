import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEventQueue } from '../../src/aws/make-event-queue.ts';
import { tellChore } from '../../src/chores/tell.ts';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { Chore } from '../../src/core/chore.ts';
import type { Patrol } from '../../src/core/patrol.ts';
import { type Engine, makeEngine } from '../../src/engine/make-engine.ts';
import type { EngineParts } from '../../src/engine/parts.ts';
import { compliancePatrol } from '../../src/patrols/compliance.ts';
import { wordsOf } from '../commands/support.ts';
import { calmParts, collectingLog, quick } from '../engine/quick.ts';
import { approve } from '../jobs/support/approvals.ts';
import { eventually } from '../store/eventually.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, REGION, startAwsWorld } from '../support/aws-world.ts';

const { open, queues } = withRedis();
const golden = 'ami-0a1b2c3d4e5f6a006';
const handmade = 'ami-0d1b2c3d4e5f6d001';
const hourMs = 3_600_000;

let world: AwsWorld;
let ahead: number;
const engines: Engine[] = [];
const closes: (() => void)[] = [];
beforeEach(async () => {
  ahead = 0;
  world = await startAwsWorld({ fake: { now: () => Date.now() + ahead } });
  await approve(world, golden);
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop(3000)));
  for (const close of closes.splice(0)) close();
  await world.close();
});

/** Workers that sweep every few hours, and hear of everything between. The first sweeps are over. */
async function guarded(more: Partial<EngineParts['timing']> = {}) {
  const { store, prefix } = open();
  const settings = { ...world.settings, compliance: { ...world.settings.compliance, everyMs: 4 * hourMs } };
  const { log, logged } = collectingLog();
  const outcomes: string[] = [];
  async function start(): Promise<Engine> {
    const queue = makeEventQueue({
      queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNTS.platform}/assay-events`,
      hubRoleArn: `arn:aws:iam::${ACCOUNTS.platform}:role/AssayHub`,
      log: { debug() {}, warn() {} },
      waitSeconds: 1,
      pause: async () => undefined,
    });
    const engine = makeEngine({
      ...calmParts,
      store,
      prefix,
      log,
      settings,
      aws: world.aws,
      connection: queues('patient'),
      catalogue: {
        jobs: new Map(),
        watches: new Map(),
        patrols: new Map<string, Patrol>([['compliance', compliancePatrol]]),
        chores: new Map<string, Chore>([['tell', { ...tellChore, everyMs: () => 4 * hourMs }]]),
      },
      events: { queue, observe: (_type, outcome) => void outcomes.push(outcome) },
      timing: { ...quick, patrolMs: 20_000, missingMs: 100, ...more },
    });
    engines.push(engine);
    closes.push(() => queue.close());
    await engine.start();
    return engine;
  }
  const engine = await start();
  await eventually('the first sweeps', async () => (await store.violations.coverage()).length === 2, 20_000);
  const covered = (await store.violations.coverage()).map(({ at }) => at);
  const tellNow = async () => tell({ settings, violations: store.violations, now: new Date(await store.clock()) });
  await tellNow();
  const launch = (more: { readonly id?: string } = {}) =>
    world.fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId: handmade, ...more });
  const bulletins = async () =>
    (await store.violations.openBulletins(50)).map((state) => wordsOf(bulletinMessage(state, world.settings)));
  const toldOf = (id: string) =>
    eventually(`a message about ${id}`, async () => (await bulletins()).find((words) => words.includes(id)), 12_000);
  const openOnes = async () => (await store.violations.list({ limit: 500 })).map(({ subject }) => subject.id);
  const noSweep = async () => expect((await store.violations.coverage()).map(({ at }) => at)).toEqual(covered);
  return { store, engine, start, logged, outcomes, launch, bulletins, toldOf, openOnes, noSweep, tellNow };
}

describe('by events alone, with a sweep every few hours', () => {
  it('an instance is told of within seconds, and its end too', async () => {
    const { launch, toldOf, store, noSweep } = await guarded();
    const began = performance.now();
    const id = launch();
    await toldOf(id);
    expect(performance.now() - began).toBeLessThan(10_000);
    world.fake.hands.terminateInstance(id);
    await eventually('its end', async () =>
      (await store.violations.list({ limit: 500, endedSince: 1 })).find(
        ({ subject, ended }) => subject.id === id && ended?.how === 'gone',
      ),
    );
    await noSweep();
  });

  it('one from an approved AMI is looked at, and nobody is told', async () => {
    const { outcomes, bulletins, openOnes, noSweep } = await guarded();
    const before = await bulletins();
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId: golden });
    await eventually('the look', () => outcomes.includes('looked'));
    expect(await openOnes()).not.toContain(id);
    expect(await bulletins()).toEqual(before);
    await noSweep();
  });

  it('when an approved AMI goes, what runs from it in any account is looked at', async () => {
    const { store, noSweep } = await guarded();
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId: golden });
    world.fake.hands.deregisterImage(golden);
    await eventually('the violation', async () =>
      (await store.violations.list({ limit: 500 })).find(
        ({ subject, finding }) => subject.id === id && finding.kind === 'unprovable',
      ),
    );
    await noSweep();
  });

  it('events that come twice and newest first are told once', async () => {
    Object.assign(world.fake.settings, { doubleEvents: true, newestFirst: true });
    const { launch, store, bulletins, start, outcomes } = await guarded();
    await start();
    const ids = Array.from({ length: 12 }, () => launch());
    const all = () => store.violations.list({ limit: 500, endedSince: 1 });
    const mine = async () => (await all()).filter(({ subject }) => ids.includes(subject.id));
    await eventually('all of them told', async () => (await mine()).filter(({ told }) => told).length === 12, 15_000);
    // Pending and running; those that come twice in one hand are one.
    await eventually('every event', () => outcomes.length >= 24, 15_000);
    expect(await mine()).toHaveLength(12);
    expect((await bulletins()).length).toBeLessThanOrEqual(3);
  });

  it('one that is named before AWS shows it is looked at again until it is there', async () => {
    const { toldOf, launch, outcomes } = await guarded();
    const id = 'i-0feed0000000000aa';
    const detail = { 'instance-id': id, state: 'pending' };
    world.fake.hands.loseEvents(50);
    world.fake.hands.sendToQueue(eventBody('EC2 Instance State-change Notification', `instance/${id}`, detail));
    await new Promise((resolve) => setTimeout(resolve, 400));
    launch({ id });
    await toldOf(id);
    expect(outcomes).toEqual(['looked']);
  });
});

describe('what gets lost, refused or cut off', () => {
  it('an event that never comes is made good by the next sweep', async () => {
    const { store, launch, toldOf, openOnes, tellNow } = await guarded();
    world.fake.hands.loseEvents(50);
    const id = launch();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await openOnes()).not.toContain(id);
    await store.rounds.wake([`compliance ${prodPlace.account} ${prodPlace.region}`], 0);
    await eventually('the sweep', async () => (await openOnes()).includes(id));
    await tellNow();
    await toldOf(id);
  });

  it('a worker killed after its look leaves the event, and nothing is told twice', async () => {
    const { store, launch, toldOf, bulletins, outcomes } = await guarded();
    const { note } = store.heard;
    let kills = 0;
    Object.assign(store.heard, {
      note: async (ids: readonly string[]) => {
        if (ids.length > 0 && kills++ < 2) throw new Error('killed');
        return note(ids);
      },
    });
    const id = launch();
    await toldOf(id);
    const before = (await bulletins()).length;
    ahead = 61_000;
    await eventually('the second delivery', () => outcomes.filter((one) => one === 'looked').length >= 3, 15_000);
    expect((await bulletins()).length).toBe(before);
    expect((await bulletins()).filter((words) => words.includes(id))).toHaveLength(1);
  });

  it('SQS failing to take it off makes it come again as a double', async () => {
    const { launch, toldOf, outcomes } = await guarded();
    world.fake.hands.failDeletions(40);
    await toldOf(launch());
    world.fake.hands.failDeletions(0);
    ahead = 61_000;
    await eventually('the double', () => outcomes.includes('double'), 15_000);
  });

  it('a place that AWS denies is shown as not seen and nothing is called clean; a busy one is looked at again', async () => {
    const { store, launch, toldOf, outcomes } = await guarded();
    const call = 'DescribeInstanceImageMetadata';
    world.fake.faults.add({ kind: 'error', call, code: 'UnauthorizedOperation', times: 50 });
    launch();
    const [trouble] = await eventually('the trouble', async () => {
      const found = await store.rounds.troubles();
      return found.length > 0 && found;
    });
    expect(trouble?.round).toBe(`compliance ${prodPlace.account} ${prodPlace.region}`);
    expect(outcomes).toContain('refused');
    world.fake.faults.clear();
    world.fake.faults.add({ kind: 'throttle', call, times: 9 });
    const id = launch();
    await eventually('a busy look', () => outcomes.includes('later'), 15_000);
    world.fake.faults.clear();
    ahead = 61_000;
    await toldOf(id);
  });
});

function eventBody(detailType: string, resource: string, detail: object): string {
  return JSON.stringify({
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': detailType,
    source: 'aws.ec2',
    account: ACCOUNTS.prod,
    region: REGION,
    time: new Date().toISOString(),
    resources: [`arn:aws:ec2:${REGION}:${ACCOUNTS.prod}:${resource}`],
    detail,
  });
}
