import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../sandbox/slack/start-fake-slack.ts';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { AwsReader, Image, Place } from '../../src/core/aws.ts';
import type { RunningInstance } from '../../src/core/aws-inventory.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { Outbox } from '../../src/core/store.ts';
import { makeClient } from '../../src/slack/make-client.ts';
import { makeSender, type Sender } from '../../src/slack/outbox/make-sender.ts';
import type { Store } from '../../src/store/make-store.ts';
import { keepLog } from '../slack/quiet-log.ts';
import { eventually } from '../slack/stage.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, prodPlace, worldSettings } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';

const { open } = withRedis();
const count = 10_000;
const images = 60;
const channel = 'C0ALERTS01';
const places: readonly Place[] = [prodPlace, { ...prodPlace, region: 'us-east-1' }];
const settings: Settings = worldSettings;

const imageOf = (id: string, place: Place): Image =>
  ({ id, place, name: `by-hand-${id.slice(-2)}`, ownerId: ACCOUNTS.prod, tags: {}, volumes: [] }) as unknown as Image;

const instanceOf = (index: number): RunningInstance => {
  // Some AMIs are used by hundreds, most by some.
  const image = Math.floor(images * (index / count) ** 2);
  return {
    id: `i-0${index.toString(16).padStart(16, '0')}`,
    type: 'm7g.large',
    state: 'running',
    launchedAt: '2026-11-20T08:00:00.000Z',
    zone: 'eu-west-1a',
    tags: { Name: `worker-${index}` },
    managedBy: undefined,
    image: {
      id: `ami-0${image.toString(16).padStart(16, '0')}`,
      name: `by-hand-${image}`,
      ownerId: ACCOUNTS.prod,
      ownerAlias: undefined,
      state: 'available',
      createdAt: undefined,
      deprecatedAt: undefined,
      isPublic: false,
      isAllowed: true,
    },
  };
};

/** An AWS in which these run, from AMIs nobody approved; half of them in each place. */
const awsWith = (running: readonly number[]): AwsReader =>
  ({
    inventory: (place: Place) => ({
      async *instances() {
        const here = running.filter(
          (index) => index % places.length === places.findIndex((one) => one.region === place.region),
        );
        for (let from = 0; from < here.length; from += 1000) yield here.slice(from, from + 1000).map(instanceOf);
      },
      async *launchers() {},
    }),
    ec2: (place: Place) => ({
      images: async ({ ids = [] }: { ids?: readonly string[] }) => ids.map((id) => imageOf(id, place)),
      snapshots: async () => [],
    }),
  }) as unknown as AwsReader;

/** A store as a process sees it that dies after so many more calls: nothing it does reaches anything any more. */
function mortal<T extends object>(port: T, life: { left: number }): T {
  const calls = Object.entries(port).map(([name, call]) => [
    name,
    async (...given: unknown[]) => {
      if (life.left <= 0) throw new Error('the process is dead');
      life.left -= 1;
      return call(...given);
    },
  ]);
  return Object.fromEntries(calls) as T;
}

let slack: FakeSlack;
beforeAll(async () => {
  slack = await startFakeSlack({ workspace: defaultWorkspace });
});
afterAll(async () => await slack.close());

describe('ten thousand violations at once', () => {
  let store: Store;
  const log = keepLog();
  const everything = Array.from({ length: count }, (_, index) => index);
  const senders: Sender[] = [];
  afterAll(async () => await Promise.all(senders.splice(0).map((sender) => sender.stop())));

  /** @param life the process that sends dies when it is used up */
  function startSender(life = { left: Number.POSITIVE_INFINITY }): void {
    const { auth, chat, conversations } = makeClient({ botToken: slack.tokens.bot, apiUrl: slack.apiUrl, log }, 2000);
    const client = {
      auth,
      chat: mortal({ postMessage: chat.postMessage, update: chat.update }, life),
      conversations,
    } as unknown as WebClient;
    const isMortal = Number.isFinite(life.left);
    // What a dead one had in hand need not be waited for as long as in life.
    const take: Outbox['take'] = (limit, leaseMs) => store.outbox.take(limit, isMortal ? 1000 : leaseMs);
    const outbox = mortal({ ...store.outbox, take }, life);
    const sender = makeSender({
      leaseMs: 12_000,
      outbox,
      settings,
      log,
      client,
      runs: store.runs,
      bulletin: async (id) => {
        const state = await store.violations.bulletin(id);
        const { channel: to, at } = state?.bulletin ?? {};
        return state && to && at ? { message: bulletinMessage(state, settings), channel: to, at } : undefined;
      },
      jobs: new Map(),
      budget: mortal(store.budget, life),
      idleMs: 20,
    });
    sender.start();
    senders.push(sender);
  }

  const look = (running: readonly number[], violations = store.violations) =>
    Promise.all(
      places.map((place) =>
        sweep(place, {
          aws: awsWith(running),
          settings: { ...settings, accounts: settings.accounts },
          now: new Date(),
          violations,
          exemptions: store.exemptions,
          records: noRecords,
        }),
      ),
    );
  const say = () => tell({ violations: store.violations, settings, now: new Date() });
  const posted = () => slack.messages().filter((one) => one.channel === channel && !one.deleted);
  const said = () => posted().filter(({ threadTs, ts }) => threadTs === undefined || threadTs === ts);
  const threads = () => posted().filter(({ threadTs, ts }) => threadTs !== undefined && threadTs !== ts);
  const openCount = async () =>
    (await Promise.all(places.map((place) => store.violations.openAt(place)))).flatMap(({ violations }) => violations)
      .length;

  it('are written once, though the process that looks dies in between', async () => {
    store = open().store;
    const life = { left: 40 };
    await expect(look(everything, mortal(store.violations, life))).rejects.toThrow('dead');
    const before = await openCount();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(count);
    await look(everything);
    expect(await openCount()).toBe(count);
    expect(await store.violations.untold(count * 2)).toHaveLength(count);
  });

  it('become one message with its thread, though processes that send die again and again', async () => {
    await say();
    expect(await store.violations.untold(1)).toEqual([]);
    for (let left = 1; left <= 14; left += 1) {
      const life = { left };
      startSender(life);
      await eventually(() => life.left === 0, 20_000);
    }
    startSender();
    await eventually(() => threads().length >= 5 || undefined, 40_000);
    expect(said()).toHaveLength(1);
    expect(threads()).toHaveLength(5);
    expect(new Set(threads().map(({ text }) => text.split('\n')[0])).size).toBe(5);
    expect(said()[0]?.text).toMatch(/production: 10000 instances use AMIs that are not approved/);
  }, 120_000);

  it('half of them end at the next look: the same message says so', async () => {
    const left = everything.filter((index) => index % 4 < 2);
    await look(left);
    expect(await openCount()).toBe(count / 2);
    await say();
    await eventually(() => /5000 still open/.test(said()[0]?.text ?? '') || undefined, 30_000);
    expect(said()).toHaveLength(1);
    expect(threads()).toHaveLength(5);
    const ended = await store.violations.list({ limit: count * 2, endedSince: 0 });
    expect(ended.filter(({ ended: end }) => end?.how === 'gone')).toHaveLength(count / 2);
    expect(new Set(ended.map(({ id }) => id)).size).toBe(count);
  }, 60_000);

  it('and when the last has ended, it is resolved', async () => {
    await look([]);
    await eventually(() => /^\S+ Resolved/.test(said()[0]?.text ?? '') || undefined, 30_000);
    expect(posted()).toHaveLength(6);
    expect(await store.violations.openBulletins(10)).toEqual([]);
  }, 60_000);

  it('Slack took everything as it was', () => {
    expect(slack.problems).toEqual([]);
    expect(slack.unknownCalls).toEqual([]);
    expect(log.lines.filter((line) => /shortening|given up|may double/.test(JSON.stringify(line)))).toEqual([]);
    const edits = slack.calls.filter(({ method }) => method === 'chat.update');
    expect(edits.length).toBeLessThan(20);
  });
});
