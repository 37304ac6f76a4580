import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { EventQueue, QueuedEvent } from '../../src/core/aws-inventory.ts';
import type { JobContext } from '../../src/core/job.ts';
import { BusyError, UserError } from '../../src/core/outcome.ts';
import { definePatrol, type Patrol } from '../../src/core/patrol.ts';
import type { EngineParts } from '../../src/engine/parts.ts';
import { eventually } from '../store/eventually.ts';
import { withEngine } from './open-engine.ts';
import { makeTestCatalogue, place } from './test-catalogue.ts';

const { world } = withEngine();
const hourMs = 3_600_000;
const settings = {
  accounts: [{ alias: 'prod', id: place.account, environment: 'test', regions: [place.region] }],
  environments: [],
  demands: [],
  channels: { requests: 'C1', approvals: 'C2' },
} as unknown as EngineParts['settings'];

let count = 0;
const event = (more: Partial<QueuedEvent> = {}): QueuedEvent => ({
  id: `e-${++count}`,
  detailType: 'changed',
  source: 'aws.ec2',
  place,
  at: new Date().toISOString(),
  resources: [],
  detail: { id: 'i-1' },
  receipt: `r-${count}`,
  ...more,
});

/** A queue in memory that hides what it hands out for a while, as SQS does. */
function memoryQueue(hiddenMs = 300) {
  const messages = new Map<string, { readonly event: QueuedEvent; visibleAt: number; receives: number }>();
  let failure: Error | undefined;
  const queue: EventQueue = {
    async receive(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (failure) throw failure;
        const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= Date.now()).slice(0, 10);
        for (const one of visible) {
          one.visibleAt = Date.now() + hiddenMs;
          one.receives += 1;
        }
        if (visible.length > 0) return { events: visible.map((one) => one.event), strange: [] };
        await pause(5);
      }
    },
    done: async (receipts) => {
      for (const receipt of receipts) messages.delete(receipt);
    },
  };
  const put = (...events: readonly QueuedEvent[]): void => {
    for (const one of events) messages.set(one.receipt, { event: one, visibleAt: 0, receives: 0 });
  };
  const receives = () => [...messages.values()].map((one) => one.receives);
  return {
    queue,
    put,
    receives,
    isEmpty: () => messages.size === 0,
    breakBy: (error?: Error): void => {
      failure = error;
    },
  };
}

/** An engine that hears, with one patrol whose rounds come by every hour. */
function listening(more: Partial<Patrol> = {}, memory = memoryQueue()) {
  const asked: (readonly string[])[] = [];
  const rounds: number[] = [];
  const patrol = definePatrol({
    name: 'guard',
    iam: [],
    everyMs: () => hourMs,
    look: async () => {
      rounds.push(Date.now());
      return [];
    },
    hears: ({ detail }) => [{ place, only: [z.object({ id: z.string() }).parse(detail).id], isAlive: true }],
    lookAt: async (_, ids) => {
      asked.push(ids);
      return [];
    },
    ...more,
  });
  const made = world({}, { settings });
  const outcomes: string[] = [];
  Object.assign(made.parts, {
    catalogue: { ...makeTestCatalogue(made.fake), patrols: new Map([[patrol.name, patrol]]) },
    events: { queue: memory.queue, observe: (_type: string, outcome: string) => void outcomes.push(outcome) },
    timing: { ...made.parts.timing, missingMs: 10 },
  });
  const firstRound = () => eventually('the first round', () => rounds.length > 0);
  return { ...made, ...memory, asked, rounds, outcomes, firstRound };
}
afterEach(() => {
  count = 0;
});

describe('an event', () => {
  test('makes its patrol look at what it names, and is taken off the queue then', async () => {
    const { start, put, asked, isEmpty, outcomes } = listening();
    await start();
    put(event());
    await eventually('an empty queue', isEmpty);
    expect(asked).toEqual([['i-1']]);
    expect(outcomes).toEqual(['looked']);
  });

  test('that comes twice, together or later, is one look', async () => {
    const { start, put, asked, isEmpty, outcomes } = listening();
    const first = event();
    put(first, { ...first, receipt: 'r-again' });
    await Promise.all([start(), start()]);
    await eventually('an empty queue', isEmpty);
    put({ ...first, receipt: 'r-late' });
    await eventually('an empty queue', isEmpty);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(outcomes).toContain('double');
  });

  test('many of one place at once are one look, and those that come meanwhile one more', async () => {
    let slow = true;
    const asked: (readonly string[])[] = [];
    const { start, put, isEmpty } = listening({
      lookAt: async (_, ids) => {
        asked.push(ids);
        if (slow) await pause(150);
        slow = false;
        return [];
      },
    });
    const named = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => event({ detail: { id: `i-${from + index}` } }));
    put(...named(0, 5));
    await start();
    await eventually('the first look', () => asked.length === 1);
    put(...named(5, 40));
    await eventually('an empty queue', isEmpty);
    expect(asked[0]).toHaveLength(5);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(new Set(asked.flat()).size).toBe(40);
  });

  test('of an unknown account, too old, strange or of no interest is taken off without a look', async () => {
    const { start, put, asked, isEmpty, outcomes, logged } = listening();
    await start();
    put(
      event({ place: { account: '999999999999', region: place.region } }),
      event({ place: { account: place.account, region: 'us-west-2' } }),
      event({ at: new Date(Date.now() - 2 * hourMs).toISOString() }),
      event({ detail: {} }),
    );
    await eventually('an empty queue', isEmpty);
    expect(asked).toEqual([]);
    expect(outcomes.sort()).toEqual(['nothing', 'strange', 'unknown_place', 'unknown_place']);
    expect(logged.map(({ message }) => message)).toContain('an event is not as AWS writes it');
  });

  test('of something AWS does not show yet is looked at again until it does', async () => {
    let looks = 0;
    const { start, put, isEmpty } = listening({ lookAt: async (_, ids) => (++looks < 3 ? ids : []) });
    await start();
    put(event());
    await eventually('an empty queue', isEmpty);
    expect(looks).toBe(3);
  });

  test('and comes again when AWS does not show it for long; minutes later it is believed not to be there', async () => {
    let isShown = false;
    let looks = 0;
    const { start, put, isEmpty, receives } = listening({
      lookAt: async (_, ids) => {
        looks += 1;
        return isShown ? [] : ids;
      },
    });
    await start();
    put(event());
    await eventually('a second delivery', () => (receives()[0] ?? 0) >= 2);
    isShown = true;
    await eventually('an empty queue', isEmpty);
    isShown = false;
    const before = looks;
    put(event({ at: new Date(Date.now() - 200_000).toISOString() }));
    await eventually('an empty queue', isEmpty);
    expect(looks).toBe(before + 1);
  });

  test('AWS was too busy for, or that met a mistake of ours, comes again', async () => {
    const errors = [new BusyError('slow down'), new UserError('aws_busy', 'slow down'), new TypeError('oops')];
    const { start, put, isEmpty, outcomes, logged } = listening({
      lookAt: async () => {
        const error = errors.shift();
        if (error) throw error;
        return [];
      },
    });
    await start();
    put(event());
    await eventually('an empty queue', isEmpty);
    expect(outcomes).toEqual(['later', 'later', 'later', 'looked']);
    expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('AWS refuses to look for is taken off, and a round says where people see why', async () => {
    let denied = false;
    let rounds = 0;
    const refuse = () => {
      if (denied) throw new UserError('aws_denied', 'The role may not look.');
    };
    const { start, put, isEmpty, store } = listening({
      look: async () => {
        rounds += 1;
        refuse();
        return [];
      },
      lookAt: async () => {
        refuse();
        return [];
      },
    });
    await start();
    await eventually('the first round', () => rounds === 1);
    denied = true;
    put(event(), event());
    await eventually('an empty queue', isEmpty);
    await eventually('the trouble', async () => (await store.rounds.troubles())[0]?.why === 'The role may not look.');
    put(event());
    await eventually('an empty queue', isEmpty);
    await pause(200);
    expect(rounds).toBe(2);
  });

  test('that names no thing has the whole place looked at early, many of them once', async () => {
    const { start, put, isEmpty, rounds, firstRound } = listening({ hears: () => [{ place }] });
    await start();
    await firstRound();
    put(...Array.from({ length: 25 }, () => event()));
    await eventually('the round', () => rounds.length === 2);
    await eventually('an empty queue', isEmpty);
    await pause(200);
    expect(rounds).toHaveLength(2);
  });
});

test('a run that waits for what an event is about hears of it at once, and nothing else is asked', async () => {
  const wait = async (_name: string, ctx: JobContext) =>
    (await ctx.until({ watch: 'image', place, target: 'ami-a' })).state;
  const memory = memoryQueue();
  const made = world({ wait }, { settings, polling: { minMs: 60_000, maxMs: 60_000 } });
  Object.assign(made.parts, { events: { queue: memory.queue, observe: () => undefined } });
  await made.start();
  const run = await made.submit({ job: 'wait' });
  await eventually('the first look', () => made.looks.count === 1);
  made.fake.add('available ami-a');
  memory.put(event({ resources: ['arn:aws:ec2:eu-central-1::image/ami-b'] }));
  await eventually('an empty queue', memory.isEmpty);
  expect(made.looks.count).toBe(1);
  memory.put(event({ resources: ['arn:aws:ec2:eu-central-1::image/ami-a'] }));
  await made.reaches(run.id, 'done');
});

describe('a worker', () => {
  test('that dies between its look and the end leaves the event to another', async () => {
    const memory = memoryQueue();
    const dying = listening({}, memory);
    // The look is made and written; then nothing reaches Redis or SQS any more, and nothing comes from it.
    let isDead = false;
    const note = (): Promise<never> => {
      isDead = true;
      return Promise.reject(new Error('killed'));
    };
    Object.assign(dying.parts.store.heard, { note });
    const receive: EventQueue['receive'] = async (signal) => {
      if (isDead) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return memory.queue.receive(signal);
    };
    Object.assign(dying.parts, { events: { ...dying.parts.events, queue: { ...memory.queue, receive } } });
    await dying.start();
    memory.put(event());
    await eventually('the look', () => dying.asked.length === 1);
    const other = listening({}, memory);
    await other.start();
    await eventually('an empty queue', memory.isEmpty);
    expect(other.asked.length + dying.asked.length).toBeGreaterThanOrEqual(2);
  });

  test('that stops looks for nothing new, and what it leaves comes again', async () => {
    const memory = memoryQueue();
    const stopping = listening({ lookAt: async (_, ids) => ids }, memory);
    Object.assign(stopping.parts, { timing: { ...stopping.parts.timing, missingMs: 60_000 } });
    const engine = await stopping.start();
    memory.put(event());
    await eventually('the look', () => (memory.receives()[0] ?? 0) === 1);
    const began = performance.now();
    await engine.stop(5000);
    expect(performance.now() - began).toBeLessThan(3000);
    const other = listening({}, memory);
    await other.start();
    await eventually('an empty queue', memory.isEmpty);
    expect(other.asked).toEqual([['i-1']]);
  });

  test('without its queue says so, tries again less and less, and reads when it is back', async () => {
    const memory = memoryQueue();
    const { start, put, isEmpty, logged, breakBy } = listening({}, memory);
    breakBy(new UserError('not_found', 'There is no such queue.', { hint: 'Check events.queueUrl.' }));
    const engine = await start();
    await eventually('the trouble', () => engine.deafness() === 'There is no such queue.');
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ fix: 'Check events.queueUrl.' }) }),
    );
    breakBy();
    put(event());
    await eventually('an empty queue', isEmpty);
    expect(engine.deafness()).toBeUndefined();
  });
});
