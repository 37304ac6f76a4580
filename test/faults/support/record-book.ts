import type { Run } from '../../../src/core/run.ts';
import type { Role } from './act.ts';
import { masked } from './masked.ts';

export const runIds = /\br-[a-hjkmnp-z2-9]{10}\b/g;

/** The newest records as they pass by, and how far their runs are. */
export interface RecordBook {
  /** What a write of a record changes in it, and what is told with it; undefined when it writes none. */
  changeIn(words: readonly string[]): string | undefined;
  /** How far the run is that a text is about. Who only shows it is told less: it may come a moment late. */
  stageOf(text: string, role: Role): string;
}

/** A write as `encodeChange` makes it. */
interface Write {
  readonly id: string;
  readonly record: string;
  readonly audit: readonly { readonly body: string }[];
  readonly notices: readonly { readonly key: string }[];
}

function writeIn(words: readonly string[]): Write | undefined {
  // An exemption has a run's id, too.
  const word = words.find((each) => /^\{"id":"r-[^"]+","record":/.test(each));
  return word === undefined ? undefined : (JSON.parse(word) as Write);
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Told apart by what became of them; of other fields it is enough that they changed. */
function changesOf(before: Run, now: Run): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])] as (keyof Run)[];
  return keys
    .filter((key) => key !== 'changedAt' && !same(before[key], now[key]))
    .flatMap((key) => {
      if (key === 'state') return [`state ${now.state}`];
      if (key === 'approval') return [`votes ${now.approval?.votes.map((vote) => vote.kind).join(' ') ?? ''}`];
      if (key === 'progress') return [`progress ${now.progress?.phase ?? 'gone'}`];
      if (key === 'steps')
        return Object.entries(now.steps)
          .filter(([name, step]) => !same(before.steps[name], step))
          .map(([name, step]) => `step ${name} ${step.state}`);
      if (key === 'waits')
        return Object.entries(now.waits)
          .filter(([name, wait]) => !same(before.waits[name], wait))
          .map(([, wait]) => `wait ${wait.watch} ${wait.seen?.state ?? 'begun'}`);
      return [`${key}${key in now ? (key in before ? '~' : '+') : '-'}`];
    });
}

const words = (text: string): string => masked(text, () => false).replace(/\d+/g, '0');

export function keepRecords(): RecordBook {
  const records = new Map<string, Run>();
  return {
    changeIn(sent) {
      const write = writeIn(sent);
      if (!write) return undefined;
      const run = JSON.parse(write.record) as Run;
      const before = records.get(write.id);
      const changes = before ? changesOf(before, run) : [`first record, state ${run.state}`];
      records.set(write.id, run);
      const told = write.notices.map(({ key }) => `tells ${key}`);
      const logged = write.audit.map(({ body }) => `logs ${(JSON.parse(body) as { action: string }).action}`);
      return words([run.job, ...new Set([...changes, ...told, ...logged])].join(', '));
    },
    stageOf(text, role) {
      const run = (text.match(runIds) ?? []).map((id) => records.get(id)).find((found) => found !== undefined);
      if (!run) return /\br-[a-hjkmnp-z2-9]{10}\b/.test(text) ? 'before its record' : '';
      if (role === 'bot') return run.state;
      const done = Object.values(run.steps).filter(({ state }) => state === 'done').length;
      return `${run.job} ${run.state}, ${done} of ${Object.keys(run.steps).length} steps`;
    },
  };
}
