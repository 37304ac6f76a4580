import type { WebClient } from '@slack/web-api';
import type { Job } from '../../core/job.ts';
import type { DrawPicture } from '../../core/picture.ts';
import type { Settings } from '../../core/settings.ts';
import type { Budget, Outbox, OutboxItem, RunStore } from '../../core/store.ts';
import { UnreadableRecord } from '../../core/unreadable-record.ts';
import type { Log } from '../log.ts';
import { inHand } from './in-hand.ts';
import { type Bulletin, type SendTools, sendCard } from './send-card.ts';
import { sendNotice } from './send-notice.ts';

export interface SenderOptions {
  readonly outbox: Outbox;
  readonly runs: Pick<RunStore, 'get' | 'children'>;
  /** By the id of a message about violations. */
  readonly bulletin: (id: string) => Promise<Bulletin | undefined>;
  readonly draw?: DrawPicture | undefined;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly settings: Settings;
  /** Its own client: see `makeClient`. */
  readonly client: WebClient;
  readonly budget: Budget;
  readonly log: Log;
  readonly now?: () => number;
  /** After so long without a sign of life, in milliseconds, what this process has taken is somebody else's. */
  readonly leaseMs: number;
  /** How often the outbox is asked when nothing happens. */
  readonly idleMs?: number;
}

/** Carries the outbox to Slack. */
export interface Sender {
  start(): void;
  /** Ends what was taken; the rest stays in the outbox. */
  stop(): Promise<void>;
  /** Something was just written: look now. */
  nudge(): void;
}

const atOnce = 16;

const runOf = (item: OutboxItem): string => (item.kind === 'card' ? item.runId : item.notice.runId);

/** By run, cards first: a thread needs its card. Different runs do not wait for each other. */
function byRun(items: readonly OutboxItem[]): readonly (readonly OutboxItem[])[] {
  const groups = new Map<string, OutboxItem[]>();
  for (const item of items) groups.set(runOf(item), [...(groups.get(runOf(item)) ?? []), item]);
  return [...groups.values()].map((group) => [
    ...group.filter((item) => item.kind === 'card'),
    ...group.filter((item) => item.kind === 'notice'),
  ]);
}

export function makeSender(options: SenderOptions): Sender {
  const { outbox, client, log, leaseMs, idleMs = 300, now = Date.now } = options;
  const busy = new Set<Promise<void>>();
  let stopping = false;
  let nudged = false;
  let wake: (() => void) | undefined;
  let loop: Promise<void> | undefined;
  let bot: Promise<string> | undefined;

  const botUserId = (): Promise<string> => {
    bot ??= client.auth.test().then(
      (answer) => answer.user_id ?? '',
      (error: unknown) => {
        bot = undefined;
        throw error;
      },
    );
    return bot;
  };
  const tools: SendTools = { ...options, now, botUserId };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (nudged || stopping) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function send(group: readonly OutboxItem[]): Promise<void> {
    const held = group.map((item) => ({ item, hand: inHand(outbox, item, leaseMs) }));
    for (const { item, hand } of held) {
      const own = { ...tools, outbox: hand.outbox };
      try {
        await (item.kind === 'card' ? sendCard(own, item) : sendNotice(own, item));
      } catch (error) {
        // Ours or the store's: the lease runs out or the item waits; either way it is looked for before it is posted.
        log.error({ err: error, runId: runOf(item) }, 'outgoing message failed on our side');
        const why = error instanceof UnreadableRecord ? 'its record cannot be read' : 'failed on our side';
        await hand.outbox.later(item, 5000, why).catch(() => undefined);
      } finally {
        hand.release();
      }
    }
  }

  async function turn(): Promise<void> {
    nudged = false;
    const room = atOnce - busy.size;
    const items = room > 0 ? await outbox.take(room, leaseMs) : [];
    for (const group of byRun(items)) {
      const work: Promise<void> = send(group).finally(() => busy.delete(work));
      busy.add(work);
    }
    if (items.length === 0) await pause(idleMs);
  }

  return {
    start() {
      loop ??= (async () => {
        while (!stopping) {
          await turn().catch(async (error: unknown) => {
            log.warn({ err: error }, 'outbox cannot be read, trying again');
            await pause(1000);
          });
        }
        await Promise.all(busy);
      })();
    },
    async stop() {
      stopping = true;
      wake?.();
      await loop;
    },
    nudge() {
      nudged = true;
      wake?.();
    },
  };
}
