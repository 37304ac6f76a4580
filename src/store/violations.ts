import { z } from 'zod';
import type { Place } from '../core/aws.ts';
import { Moment } from '../core/moment.ts';
import { demandName, UnreadableRecord } from '../core/unreadable-record.ts';
import {
  Asked,
  Bulletin,
  type BulletinState,
  Owner,
  type Severity,
  severities,
  subjectKey,
  Violation,
  type ViolationEnd,
} from '../core/violation.ts';
import type { Violations } from '../core/violations.ts';
import { type Access, type Call, operate } from './access.ts';
import { glanceLua, historyIdsLua, remindLua, violationRecordsLua } from './lua/violation-history.ts';
import {
  askLua,
  bulletinLua,
  coverageLua,
  coverLua,
  listViolationsLua,
  oneViolationLua,
  openBulletinsLua,
  openViolationsLua,
  tellViolationsLua,
  untoldViolationsLua,
  writeViolationsLua,
} from './lua/violations.ts';
import { readable } from './readable.ts';
import { encodeEvent, encodeNotice, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const openOnes = readScript(openViolationsLua);
const write = writeScript(writeViolationsLua);
const untold = readScript(untoldViolationsLua);
const tell = writeScript(tellViolationsLua);
const bulletin = readScript(bulletinLua);
const ask = writeScript(askLua);
const openBulletins = readScript(openBulletinsLua);
const list = readScript(listViolationsLua);
const historyIds = readScript(historyIdsLua);
const records = readScript(violationRecordsLua);
const remind = writeScript(remindLua);
const one = readScript(oneViolationLua);
const cover = writeScript(coverLua);
const coverage = readScript(coverageLua);

/** Read at a time: the server does nothing else meanwhile. */
const glance = readScript(glanceLua);

const pageSize = 500;
/** In the order in which `glance` reads them. */
const counted = ['exempted', ...severities] as const;

const Coverage = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  at: Moment,
  instances: z.number(),
  launchers: z.number(),
  unjudged: z.number(),
  why: z.string().optional(),
});

/** As Redis counts. */
const Count = z.coerce.number().int();

const isAbout = ({ subject, image }: Violation, text: string): boolean =>
  [subject.id, subject.name, image.id, image.name].includes(text);

const isAsked =
  (environment: string | undefined, account: string | undefined, about?: string) =>
  (violation: Violation): boolean =>
    (environment === undefined || violation.environment === environment) &&
    (account === undefined || violation.place.account === account) &&
    (about === undefined || isAbout(violation, about));

const placeName = ({ account, region }: Place): string => `${account} ${region}`;

/** @throws UnreadableRecord */
function decode(record: string, told: string): Violation {
  try {
    const violation = Violation.parse(JSON.parse(record));
    if (told === '') return violation;
    const [, id = '', group] = /^(\S+) (\d+)$/.exec(told) ?? [];
    if (group === undefined) throw new Error('where it is told cannot be read');
    return { ...violation, told: { bulletin: id, group: Number(group) } };
  } catch (error) {
    throw new UnreadableRecord('violation', error);
  }
}

/** Name of the set in which an open violation is counted. */
const countedAs = (environment: string, as: Severity | 'exempted'): string => `${environment} ${as}`;

/** Where it is told stands beside the record: telling it must not race with writing it. */
function encode(violation: Violation) {
  const { told: _told, ...record } = Violation.parse(violation);
  return {
    id: record.id,
    field: subjectKey(record.subject, record.image.id),
    record: JSON.stringify(record),
    begun: record.firstSeenAt.toFixed(0),
    tell: record.exemption === undefined,
    counts: countedAs(record.environment, record.exemption ? 'exempted' : record.finding.severity),
    ...(record.assigned && record.owner ? { assigned: `${record.owner.kind}:${record.owner.id}` } : {}),
    ...(record.ended
      ? { ended: record.ended.at.toFixed(0), how: record.ended.how, exemption: record.ended.exemption }
      : {}),
  };
}

function decodeBulletin(id: string, flat: readonly string[]): BulletinState | undefined {
  const fields = new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[i * 2] ?? '', flat[i * 2 + 1] ?? '']));
  const record = fields.get('d');
  if (record === undefined) return undefined;
  try {
    const found = Bulletin.parse(JSON.parse(record));
    demandName(id, found.id);
    const groups = found.groups.length + (found.rest ? 1 : 0);
    const ended: Partial<Record<ViolationEnd, number>>[] = Array.from({ length: groups }, () => ({}));
    const assigned: { owner: Owner; count: number }[][] = Array.from({ length: groups }, () => []);
    const exemptions: { run: string; until: number }[][] = Array.from({ length: groups }, () => []);
    for (const [field, count] of fields) {
      const [, group, how] = /^e:(\d+):(\w+)$/.exec(field) ?? [];
      const counts = ended[Number(group)];
      if (counts && how) counts[how as ViolationEnd] = Count.parse(count);
      const [, assignedOf, kind, owner] = /^a:(\d+):(person|group):(\w+)$/.exec(field) ?? [];
      if (kind && owner && Number(count) > 0)
        assigned[Number(assignedOf)]?.push({ owner: Owner.parse({ kind, id: owner }), count: Number(count) });
      const [, exempted, run] = /^x:(\d+):(.+)$/.exec(field) ?? [];
      if (run) exemptions[Number(exempted)]?.push({ run, until: Count.parse(count) });
    }
    const open = Array.from({ length: groups }, (_, group) => Count.parse(fields.get(`o:${group}`) ?? 0));
    const remindedAt = fields.get('r');
    return {
      bulletin: found,
      open,
      ended,
      assigned,
      exemptions,
      asked: z.array(z.array(Asked)).parse(JSON.parse(fields.get('q') ?? '[]')),
      ...(remindedAt ? { remindedAt: Count.parse(remindedAt) } : {}),
    };
  } catch (error) {
    throw new UnreadableRecord(`bulletin:${id}`, error);
  }
}

/**
 * Violations on Redis.
 * @param onUnreadable told of records that a list had to leave out
 */
export function makeViolations(access: Access, onUnreadable: (error: unknown) => void = () => {}): Violations {
  const decodeAll = (flat: readonly string[]): readonly Violation[] =>
    readable(flat.length / 2, onUnreadable, (i) => decode(flat[i * 2] ?? '', flat[i * 2 + 1] ?? ''));
  const decodeCoverage = (bodies: readonly string[]) =>
    readable(bodies.length, onUnreadable, (i) => {
      try {
        return Coverage.parse(JSON.parse(bodies[i] ?? ''));
      } catch (error) {
        throw new UnreadableRecord('violations:coverage', error);
      }
    });

  async function readAll(ids: readonly string[], call: Call): Promise<readonly Violation[]> {
    const found: Violation[] = [];
    for (let first = 0; first < ids.length; first += pageSize)
      found.push(...decodeAll((await call(records, JSON.stringify(ids.slice(first, first + pageSize)))) as string[]));
    return found;
  }

  return {
    openAt: (place) =>
      operate(access, async (call) => {
        // Of what is written after this version something may be read; then nothing can be written with it.
        const [version = '0', ...ids] = (await call(openOnes, placeName(place))) as string[];
        return { version, violations: await readAll(ids, call) };
      }),
    write: (place, version, changed, audit) =>
      operate(access, async (call) => {
        const body = { writeId: newWriteId(), records: changed.map(encode), audit: audit.map(encodeEvent) };
        const next = (await call(write, placeName(place), version, JSON.stringify(body))) as string;
        return next === '' ? undefined : next;
      }),
    untold: (limit) => operate(access, async (call) => readAll((await call(untold, limit)) as string[], call)),
    tell: (told, groups, thread) =>
      operate(access, async (call) => {
        const record = JSON.stringify(Bulletin.parse(told));
        const body = JSON.stringify({ groups, notices: thread.map(encodeNotice) });
        await call(tell, told.id, record, told.at, body);
      }),
    bulletin: (id) => operate(access, async (call) => decodeBulletin(id, (await call(bulletin, id)) as string[])),
    ask: (id, asked) =>
      operate(access, async (call) => {
        const isNone = asked.every((of) => of.length === 0);
        await call(ask, id, JSON.stringify(isNone ? [] : z.array(z.array(Asked)).parse(asked)));
      }),
    openBulletins: (limit) =>
      operate(access, async (call) => {
        const ids = (await call(openBulletins, limit)) as string[];
        const all = await Promise.all(ids.map(async (id) => (await call(bulletin, id)) as string[]));
        const found = readable(ids.length, onUnreadable, (i) => decodeBulletin(ids[i] ?? '', all[i] ?? []));
        return found.filter((state) => state !== undefined);
      }),
    remind: (id, last, at, notice) =>
      operate(access, async (call) => {
        await call(remind, id, last ?? '', at, JSON.stringify(encodeNotice(notice)));
      }),
    async *history({ environment, account, endedSince }) {
      const ids = await operate(access, async (call) => (await call(historyIds, endedSince ?? '')) as string[]);
      for (let first = 0; first < ids.length; first += pageSize) {
        const some = JSON.stringify(ids.slice(first, first + pageSize));
        const page = await operate(access, async (call) => decodeAll((await call(records, some)) as string[]));
        yield page.filter(isAsked(environment, account));
      }
    },
    list: ({ environment, account, about, endedSince, limit }) =>
      operate(access, async (call) => {
        const found: Violation[] = [];
        for (const state of endedSince === undefined ? ['open'] : ['ended', 'open'])
          for (let first = 0; found.length < limit; first += pageSize) {
            const page = (await call(list, state, first, first + pageSize - 1, endedSince ?? 0)) as string[];
            found.push(...decodeAll(page).filter(isAsked(environment, account, about)));
            if (page.length < pageSize * 2) break;
          }
        return found.slice(0, limit);
      }),
    glance: (environments) =>
      operate(access, async (call) => {
        const names = environments.flatMap((name) => counted.map((as) => countedAs(name, as)));
        const answer = (await call(glance, JSON.stringify(names))) as string[];
        const coverage = decodeCoverage(answer.slice(names.length));
        const countsOf = (index: number) => {
          const [exempted = 0, low = 0, medium = 0, high = 0] = answer
            .slice(index * counted.length, (index + 1) * counted.length)
            .map(Number);
          return { exempted, low, medium, high };
        };
        return { open: new Map(environments.map((name, index) => [name, countsOf(index)])), coverage };
      }),
    get: (id) =>
      operate(access, async (call) => {
        const [record = '', told = ''] = (await call(one, id)) as string[];
        return record === '' ? undefined : decode(record, told);
      }),
    cover: (seen) =>
      operate(access, async (call) => {
        await call(cover, placeName(seen.place), JSON.stringify(Coverage.parse(seen)));
      }),
    coverage: () => operate(access, async (call) => decodeCoverage((await call(coverage)) as string[])),
  };
}
