import type { Run } from '../../src/core/run.ts';
import type { Budget, Notice, Outbox, OutboxItem, Posted } from '../../src/core/store.ts';

/** An outbox as the contract says, without Redis: the sender is what is tested here. */
export interface MemoryOutbox extends Outbox {
  readonly runs: Map<string, Run>;
  /** Stores a run and puts its card on the list. */
  change(run: Run): void;
  notice(notice: Notice): void;
  readonly given: { item: OutboxItem; why: string }[];
  readonly problems: string[];
  readonly waited: string[];
  /** How many items are open, waiting ones included. */
  open(): number;
  /** Takes the waits off: a test need not sit them out. */
  hurry(): void;
}

interface Entry {
  item: OutboxItem;
  readyAt: number;
  taken: boolean;
}

export function memoryOutbox(): MemoryOutbox {
  const entries = new Map<string, Entry>();
  const posted = new Map<string, Posted>();
  const failures = new Map<string, string[]>();
  const runs = new Map<string, Run>();
  const given: MemoryOutbox['given'] = [];
  const problems: string[] = [];
  const waited: string[] = [];
  const keyOf = (item: OutboxItem): string =>
    item.kind === 'card' ? `card ${item.runId}` : `notice ${item.notice.key}`;
  const runIdOf = (item: OutboxItem): string => (item.kind === 'card' ? item.runId : item.notice.runId);
  const noteFailure = (item: OutboxItem, why: string) =>
    failures.set(runIdOf(item), [...(failures.get(runIdOf(item)) ?? []), why]);
  const version = (item: OutboxItem | undefined): number => (item?.kind === 'card' ? item.version : 0);
  const isChanged = (item: OutboxItem): boolean => version(entries.get(keyOf(item))?.item) > version(item);
  return {
    runs,
    given,
    problems,
    waited,
    change(run) {
      runs.set(run.id, run);
      const key = `card ${run.id}`;
      const before = entries.get(key);
      const item: OutboxItem = {
        kind: 'card',
        runId: run.id,
        version: version(before?.item) + 1,
        tries: before?.item.tries ?? 0,
        waits: before?.item.waits ?? 0,
      };
      entries.set(key, { item, readyAt: 0, taken: before?.taken ?? false });
    },
    notice(notice) {
      entries.set(`notice ${notice.key}`, {
        item: { kind: 'notice', notice, tries: 0, waits: 0 },
        readyAt: 0,
        taken: false,
      });
    },
    open: () => entries.size,
    hurry() {
      for (const entry of entries.values()) entry.readyAt = 0;
    },
    async take(limit) {
      const ready = [...entries.values()]
        .filter((entry) => !entry.taken && entry.readyAt <= Date.now())
        .slice(0, limit);
      for (const entry of ready) entry.taken = true;
      return ready.map(({ item }) => item);
    },
    async done(item, problem) {
      if (problem) {
        problems.push(problem);
        noteFailure(item, problem);
      }
      const entry = entries.get(keyOf(item));
      if (entry && isChanged(item))
        entries.set(keyOf(item), { ...entry, item: { ...entry.item, tries: 0, waits: 0 }, taken: false });
      else entries.delete(keyOf(item));
    },
    async later(item, waitMs, why, waitedOnly) {
      waited.push(why);
      const entry = entries.get(keyOf(item));
      if (!entry) return;
      const changed = isChanged(item);
      entry.item = { ...entry.item, tries: item.tries + 1, waits: item.waits + (waitedOnly === 'waited' ? 1 : 0) };
      entry.readyAt = changed ? 0 : Date.now() + waitMs;
      entry.taken = false;
    },
    async fail(item, why) {
      given.push({ item, why });
      noteFailure(item, why);
      entries.delete(keyOf(item));
    },
    posted: async (runId) => posted.get(runId),
    savePosted: async (runId, where) => void posted.set(runId, where),
    unshown: async () => [],
    failures: async (runId) => failures.get(runId) ?? [],
  };
}

/** A budget of real buckets; `faster` shortens the waits of a test. */
export function memoryBudget(faster = 1): Budget {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    async take(key, rate) {
      const now = Date.now();
      const perMs = (rate.perSecond * faster) / 1000;
      const bucket = buckets.get(key) ?? { tokens: rate.burst, at: now };
      const tokens = Math.min(rate.burst, bucket.tokens + (now - bucket.at) * perMs);
      const enough = tokens >= 1;
      buckets.set(key, { tokens: enough ? tokens - 1 : tokens, at: now });
      return enough ? 0 : Math.ceil((1 - tokens) / perMs);
    },
  };
}
