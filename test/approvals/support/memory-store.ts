import type { AuditEvent } from '../../../src/core/audit.ts';
import { UserError } from '../../../src/core/outcome.ts';
import { Run } from '../../../src/core/run.ts';
import type { AuditLog, Change, Notice, RunStore } from '../../../src/core/store.ts';

export interface MemoryStore extends Pick<RunStore, 'create' | 'unanswered' | 'answered' | 'get' | 'update'> {
  readonly audit: AuditEvent[];
  readonly notices: Notice[];
  readonly due: Map<string, number | null>;
  readonly log: Pick<AuditLog, 'append'>;
  now: number;
  /** Between reading and writing: where another writer can come in. */
  pause: () => Promise<void> | void;
  /** Set: every call rejects. */
  fault: Error | undefined;
  /** Writes that found somebody had written in between. */
  conflicts: number;
  put(run: Run): void;
  the(id: string): Run;
}

/** Compare-and-set in memory, with its clock in the test's hand. What is stored goes through JSON and the schema. */
export function makeMemoryStore(): MemoryStore {
  const records = new Map<string, { version: number; text: string }>();
  const requests = new Map<string, string>();
  const asks = new Map<string, string>();
  const read = (id: string) => {
    const found = records.get(id);
    return found && { version: found.version, run: Run.parse(JSON.parse(found.text)) };
  };
  const write = (change: Change, version: number): Run => {
    records.set(change.run.id, { version, text: JSON.stringify(change.run) });
    store.audit.push(...change.audit);
    for (const notice of change.notices ?? [])
      if (!store.notices.some(({ key }) => key === notice.key)) store.notices.push(notice);
    if (change.due !== undefined) store.due.set(change.run.id, change.due);
    return store.the(change.run.id);
  };
  const store: MemoryStore = {
    audit: [],
    notices: [],
    due: new Map(),
    log: { append: async (events) => void store.audit.push(...events) },
    now: 1_000_000,
    pause: () => undefined,
    fault: undefined,
    conflicts: 0,
    put: (run) => void records.set(run.id, { version: 1, text: JSON.stringify(run) }),
    the(id) {
      const found = read(id);
      if (!found) throw new Error(`no run ${id}`);
      return found.run;
    },
    async create(requestKey, make, _memory, ask) {
      if (store.fault) throw store.fault;
      const earlier = requests.get(requestKey);
      if (earlier) return { run: store.the(earlier), created: false };
      const same = ask && asks.get(ask.key);
      if (same && same !== ask.instead) return { run: store.the(same), created: false };
      const change = make(store.now);
      if (ask) asks.set(ask.key, change.run.id);
      requests.set(requestKey, change.run.id);
      return { run: write(change, 1), created: true };
    },
    async unanswered(ask) {
      if (store.fault) throw store.fault;
      return read(asks.get(ask) ?? '')?.run;
    },
    async answered(ask, runId) {
      if (asks.get(ask) === runId) asks.delete(ask);
    },
    async get(id) {
      if (store.fault) throw store.fault;
      return read(id)?.run;
    },
    async update(id, change) {
      for (;;) {
        if (store.fault) throw store.fault;
        const found = read(id);
        if (!found) throw new UserError('not_found', id);
        const next = change(found.run, store.now);
        if (!next) return found.run;
        await store.pause();
        if (records.get(id)?.version === found.version) return write(next, found.version + 1);
        store.conflicts++;
      }
    },
  };
  return store;
}
