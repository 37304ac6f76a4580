import { setTimeout as pause } from 'node:timers/promises';
import { ParentEnded } from '../core/parent-ended.ts';
import { isFinal, type Run, type RunQuery } from '../core/run.ts';
import type { RunStore } from '../core/store.ts';
import { type Access, type Call, operate } from './access.ts';
import {
  answeredLua,
  childrenLua,
  createRunLua,
  listRunsLua,
  loadRunLua,
  loadRunsLua,
  saveRunLua,
  seenRequestLua,
  unansweredLua,
} from './lua/save-run.ts';
import { decodeFoundRun, decodeRun, demandVersion, encodeChange, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';
import { together } from './together.ts';

const load = readScript(loadRunLua);
const save = writeScript(saveRunLua);
const seen = readScript(seenRequestLua);
const create = writeScript(createRunLua);
const findUnanswered = readScript(unansweredLua);
const noteAnswered = writeScript(answeredLua);
const listPages = readScript(listRunsLua);
const loadMany = readScript(loadRunsLua);
const listChildren = readScript(childrenLua);

/** Conflicts in a row before giving up: 200 writers on one run need about 30. */
const mostTries = 200;
/** A page is what was asked for, within these: few round trips where many do not fit, few records read for nothing. */
const pages = { smallest: 20, largest: 50 };
/** In one script: Redis does nothing else meanwhile. */
const inOneScript = { records: 50, lists: 20 };

/** An index, and the first and the last of it. */
type Page = readonly [index: string, first: number, last: number];

type Update = Parameters<RunStore['update']>[1];

async function update(call: Call, id: string, change: Update): Promise<Run> {
  let [now, version, record] = (await call(load, id)) as [string, string, string];
  for (let tries = 0; tries < mostTries; tries++) {
    if (record === '') throw new Error(`run ${id} does not exist`);
    const before = decodeRun(id, record);
    demandVersion(`run:${id}`, version);
    const next = change(before, Number(now));
    if (!next) return before;
    if (next.run.id !== id) throw new TypeError(`a change of ${id} may not become run ${next.run.id}`);
    const [run, write] = encodeChange(next, before, Number(now), newWriteId());
    const [answer] = (await call(save, id, version, write)) as [string];
    if (answer === 'saved') return run;
    if (answer === 'over') throw new ParentEnded(id);
    await pause(Math.random() * Math.min(2 ** tries, 50));
    [now, version, record] = (await call(load, id)) as [string, string, string];
  }
  throw new Error(`run ${id} is written by too many at once`);
}

/** The narrowest index that holds every run asked for. */
function indexOf(query: RunQuery): string {
  if (query.about) return `runs:about:${query.about}${query.job === undefined ? '' : `:${query.job}`}`;
  if (query.requester) return `runs:of:${query.requester}`;
  return query.states && !query.states.some(isFinal) ? 'open' : 'runs';
}

const fits = (run: Run, query: RunQuery): boolean =>
  // A child stands under its parent; what happened to an AWS id is told of every run.
  (!run.parent || query.about !== undefined) &&
  (!query.about || run.about.includes(query.about)) &&
  (!query.job || run.job === query.job) &&
  (!query.requester || run.requester.userId === query.requester) &&
  (!query.states || query.states.includes(run.state));

/**
 * Runs on Redis.
 * @param onUnreadable told of records that a list had to leave out; reading one of them by id rejects instead
 */
export function makeRunStore(access: Access, onUnreadable: (error: unknown) => void = () => {}): RunStore {
  const recordOf = together<string, string>(inOneScript.records, (ids) =>
    operate(access, async (call) => (await call(loadMany, ...ids)) as string[]),
  );
  const pageOf = together<Page, readonly string[]>(inOneScript.lists, (all) =>
    operate(access, async (call) => (await call(listPages, ...all.flat())) as string[][]),
  );
  return {
    create: (requestKey, make, memory = 'day', ask) =>
      operate(access, async (call) => {
        const [now, found] = (await call(seen, requestKey)) as [string, string];
        if (found) return { run: decodeFoundRun(`of request ${requestKey}`, found), created: false };
        const [run, write] = encodeChange(make(Number(now)), undefined, Number(now), newWriteId());
        const [answer, record] = (await call(
          create,
          requestKey,
          write,
          memory,
          ask?.key ?? '',
          ask?.instead ?? '',
        )) as [string, string?];
        if (answer === 'over') throw new ParentEnded(run.id);
        if (answer === 'taken') throw new Error(`run id ${run.id} is in use`);
        return record
          ? { run: decodeFoundRun(`of request ${requestKey}`, record), created: false }
          : { run, created: true };
      }),

    unanswered: (ask) =>
      operate(access, async (call) => {
        const record = String(await call(findUnanswered, ask));
        return record ? decodeFoundRun(`of ask ${ask}`, record) : undefined;
      }),

    answered: (ask, runId) =>
      operate(access, async (call) => {
        await call(noteAnswered, ask, runId);
      }),

    get: async (id) => {
      const record = await recordOf(id);
      return record ? decodeRun(id, record) : undefined;
    },

    list: (query) =>
      operate(access, async () => {
        const found: Run[] = [];
        const size = Math.min(pages.largest, Math.max(pages.smallest, query.limit));
        for (let first = 0; found.length < query.limit; first += size) {
          const page = await pageOf([indexOf(query), first, first + size - 1]);
          for (let i = 0; i < page.length && found.length < query.limit; i += 2) {
            try {
              const run = decodeRun(page[i] ?? '', page[i + 1] ?? '');
              if (fits(run, query)) found.push(run);
            } catch (error) {
              onUnreadable(error);
            }
          }
          if (page.length < size * 2) break;
        }
        return found;
      }),

    children: (id) =>
      operate(access, async (call) => {
        const found = (await call(listChildren, id)) as string[];
        return found.flatMap((record, index) => (index % 2 === 1 ? [decodeRun(found[index - 1] ?? '', record)] : []));
      }),

    update: (id, change) => operate(access, (call) => update(call, id, change)),
  };
}
