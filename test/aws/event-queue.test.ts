import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedCall } from '../../src/aws/aws-options.ts';
import { type ConnectedEventQueue, type EventQueueOptions, makeEventQueue } from '../../src/aws/make-event-queue.ts';
import type { QueuedEvent } from '../../src/core/aws-inventory.ts';
import { BusyError } from '../../src/core/outcome.ts';
import { ACCOUNTS, type AwsWorld, anna, prodPlace, REGION, startAwsWorld } from '../support/aws-world.ts';

const queueUrl = `https://sqs.${REGION}.amazonaws.com/${ACCOUNTS.platform}/assay-events`;
const handmade = 'ami-0d1b2c3d4e5f6d001';

let world: AwsWorld;
let queue: ConnectedEventQueue;
let ahead: number;
const warned: object[] = [];
const recorded: RecordedCall[] = [];

const open = (more: Partial<EventQueueOptions> = {}): ConnectedEventQueue =>
  makeEventQueue({
    queueUrl,
    hubRoleArn: `arn:aws:iam::${ACCOUNTS.platform}:role/AssayHub`,
    log: { debug() {}, warn: (details) => void warned.push(details) },
    recordCalls: (call) => void recorded.push(call),
    waitSeconds: 1,
    pause: async () => undefined,
    ...more,
  });
beforeEach(async () => {
  ahead = 0;
  warned.length = 0;
  recorded.length = 0;
  world = await startAwsWorld({ fake: { now: () => Date.now() + ahead } });
  queue = open();
});
afterEach(async () => {
  queue.close();
  await world.close();
});

const { signal } = new AbortController();
const received = () => queue.receive(signal);

/** Receives and takes off until so many are there. */
async function events(count: number): Promise<readonly QueuedEvent[]> {
  const found: QueuedEvent[] = [];
  for (let looks = 0; found.length < count && looks < 5; looks += 1) {
    const batch = (await received()).events;
    await queue.done(batch.map(({ receipt }) => receipt));
    found.push(...batch);
  }
  return found;
}
const statesOf = (found: readonly QueuedEvent[]) => found.map(({ detail }) => detail['state'] ?? detail['State']);

describe('what happens in any account arrives', () => {
  it('an instance that starts, in the shape of AWS', async () => {
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId: handmade });
    const found = (await events(3)).filter(({ source }) => source === 'aws.ec2');
    expect(found[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      detailType: 'EC2 Instance State-change Notification',
      source: 'aws.ec2',
      place: prodPlace,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      resources: [`arn:aws:ec2:${REGION}:${ACCOUNTS.prod}:instance/${id}`],
      detail: { 'instance-id': id, state: 'pending' },
      receipt: expect.any(String),
    });
    expect(statesOf(found)).toEqual(['pending', 'running']);
  });

  it('an AMI that goes, and what AWS Config thinks of what runs from it', async () => {
    world.fake.hands.tagImage(handmade, { 'ami-approved-production': 'approved' });
    await world.aws.writer({ reference: 'r', userId: anna.userId }).config(prodPlace).evaluate('approved-amis-by-tag');
    const [compliant] = await events(1);
    expect(compliant).toMatchObject({
      detailType: 'Config Rules Compliance Change',
      source: 'aws.config',
      resources: [],
      detail: {
        resourceId: 'i-0d1b2c3d4e5f60003',
        resourceType: 'AWS::EC2::Instance',
        awsRegion: REGION,
        awsAccountId: ACCOUNTS.prod,
        configRuleName: 'approved-amis-by-tag',
        newEvaluationResult: { complianceType: 'COMPLIANT' },
        oldEvaluationResult: { complianceType: 'NON_COMPLIANT' },
      },
    });
    world.fake.hands.deregisterImage(handmade);
    expect(await events(1)).toMatchObject([
      {
        detailType: 'EC2 AMI State Change',
        resources: [`arn:aws:ec2:${REGION}::image/${handmade}`],
        detail: { ImageId: handmade, State: 'deregistered', ErrorMessage: '' },
      },
    ]);
  });

  it('a build, from state to state, and its step that waits', async () => {
    const build = world.fake.hands.startScheduledBuild('payments');
    const found: QueuedEvent[] = [];
    while (!found.some(({ detailType }) => detailType.endsWith('Step Waiting'))) found.push(...(await events(1)));
    const builds = found.filter(({ detailType }) => detailType === 'EC2 Image Builder Image State Change');
    expect(builds[0]).toMatchObject({
      source: 'aws.imagebuilder',
      place: { account: ACCOUNTS.build, region: REGION },
      resources: [build],
    });
    expect(builds.at(-1)?.detail).toMatchObject({ state: { status: 'TESTING' } });
    for (const [index, { detail }] of builds.entries())
      if (index > 0) expect(detail['previous-state']).toEqual(builds[index - 1]?.detail['state']);
    expect(found.at(-1)).toMatchObject({
      detailType: 'EC2 Image Builder Workflow Step Waiting',
      resources: [build, expect.stringContaining(':workflow/test/')],
      detail: {
        'workflow-execution-id': expect.stringMatching(/^wf-/),
        'workflow-step-execution-id': expect.stringMatching(/^step-/),
        'workflow-step-name': 'ApproveDistribution',
      },
    });
  });

  it('except what gets lost', async () => {
    world.fake.hands.loseEvents(1, 'EC2 AMI State Change');
    world.fake.hands.deregisterImage(handmade);
    world.fake.hands.setInstanceState('i-0d1b2c3d4e5f60003', 'stopped');
    expect(statesOf(await events(1))).toEqual(['stopped']);
    expect((await received()).events).toEqual([]);
  });

  it('twice and out of order, known by one id', async () => {
    world.fake.settings.doubleEvents = true;
    world.fake.settings.newestFirst = true;
    world.fake.hands.setInstanceState('i-0d1b2c3d4e5f60003', 'stopped');
    world.fake.hands.deregisterImage(handmade);
    const found = await events(4);
    expect(statesOf(found)).toEqual(['deregistered', 'deregistered', 'stopped', 'stopped']);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
    expect(new Set(found.map(({ receipt }) => receipt)).size).toBe(4);
  });
});

describe('a message', () => {
  const stop = (): void => world.fake.hands.setInstanceState('i-0d1b2c3d4e5f60003', 'stopped');

  it('waited for arrives when it comes', async () => {
    const waiting = received();
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop();
    expect((await waiting).events).toHaveLength(1);
    expect(world.calls('ReceiveMessage')).toHaveLength(1);
  });

  it('is hidden for a minute, then there again unless it was taken off', async () => {
    stop();
    const [event] = (await received()).events;
    expect((await received()).events).toEqual([]);
    ahead = 61_000;
    const [again] = (await received()).events;
    expect(again?.id).toBe(event?.id);
    expect(again?.receipt).not.toBe(event?.receipt);
    await queue.done([again?.receipt ?? '']);
    ahead = 122_000;
    expect((await received()).events).toEqual([]);
  });

  it('that is no event is told apart, logged, and can be taken off', async () => {
    for (const body of ['hello', '[]', JSON.stringify({ id: '1', 'detail-type': 'x' })])
      world.fake.hands.sendToQueue(body);
    stop();
    const { events: found, strange } = await received();
    expect(found).toHaveLength(1);
    expect(strange.map(({ why }) => why)).toEqual([
      'it is not JSON',
      expect.stringContaining('it is no event of EventBridge'),
      expect.stringContaining('source'),
    ]);
    expect(warned[0]).toEqual({ why: 'it is not JSON', body: 'hello' });
    await queue.done(strange.map(({ receipt }) => receipt));
    ahead = 61_000;
    expect((await received()).strange).toEqual([]);
  });

  it('comes with at most nine others, and is taken off with them', async () => {
    for (let index = 0; index < 23; index += 1) world.fake.hands.sendToQueue('x');
    const all: string[] = [];
    for (const count of [10, 10, 3]) {
      const { strange } = await received();
      expect(strange).toHaveLength(count);
      all.push(...strange.map(({ receipt }) => receipt));
    }
    await queue.done(all);
    expect(world.calls('DeleteMessageBatch')).toHaveLength(3);
    ahead = 61_000;
    expect((await received()).strange).toEqual([]);
  });

  it('that SQS fails to take off is tried again alone; one that is not ours to take off is only logged', async () => {
    stop();
    world.fake.hands.sendToQueue('x');
    const { events: found, strange } = await received();
    const receipts = [...found, ...strange].map(({ receipt }) => receipt);
    world.fake.hands.failDeletions(1);
    await queue.done(receipts);
    expect(world.calls('DeleteMessageBatch')).toHaveLength(2);
    await queue.done(['no-such-receipt']);
    expect(warned.at(-1)).toMatchObject({ code: 'ReceiptHandleIsInvalid' });
    world.fake.hands.failDeletions(100);
    await expect(queue.done(receipts)).rejects.toBeInstanceOf(BusyError);
    expect(world.calls('DeleteMessageBatch')).toHaveLength(6);
    await queue.done([]);
    expect(world.calls('DeleteMessageBatch')).toHaveLength(6);
  });
});

describe('when it cannot be had', () => {
  it('waiting ends when its caller ends it, and no message is lost by that', async () => {
    queue.close();
    queue = open({ waitSeconds: 20 });
    const controller = new AbortController();
    const reason = new Error('the worker stops');
    const waiting = queue.receive(controller.signal);
    const ended = expect(waiting).rejects.toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort(reason);
    await ended;
    await new Promise((resolve) => setTimeout(resolve, 50));
    world.fake.hands.setInstanceState('i-0d1b2c3d4e5f60003', 'stopped');
    expect((await received()).events).toHaveLength(1);
  });

  it('throttled or broken is busy, denied and missing say what to do', async () => {
    world.fake.faults.add({ kind: 'throttle', call: 'ReceiveMessage', times: 20 });
    await expect(received()).rejects.toBeInstanceOf(BusyError);
    world.fake.faults.clear();
    world.fake.setPolicies({ roles: [] });
    await expect(received()).rejects.toMatchObject({
      code: 'aws_denied',
      message: `The role AssayHub may not sqs:ReceiveMessage in hub (${ACCOUNTS.platform}), ${REGION}.`,
    });
  });

  it('a queue that does not exist', async () => {
    const other = open({ queueUrl: queueUrl.replace('assay-events', 'no-such') });
    await expect(other.receive(signal)).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.probe()).rejects.toMatchObject({ hint: expect.stringContaining('events.queueUrl') });
    other.close();
  });

  it('probing hides nothing and takes nothing off', async () => {
    world.fake.hands.sendToQueue('x');
    await queue.probe();
    expect((await received()).strange).toHaveLength(1);
    expect(new Set(recorded.flatMap(({ needs }) => needs))).toEqual(
      new Set(['sqs:ReceiveMessage', 'sqs:DeleteMessage']),
    );
  });
});
