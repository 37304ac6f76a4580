import { z } from 'zod';
import type { Place } from '../core/aws.ts';
import { Bulletin, type BulletinState, subjectKey, Violation, type ViolationEnd } from '../core/violation.ts';
import type { Violations } from '../core/violations.ts';
import { type Access, operate } from './access.ts';
import {
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
import { encodeEvent, encodeNotice, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';
import { UnreadableRecord } from './unreadable-record.ts';

const openOnes = readScript(openViolationsLua);
const write = writeScript(writeViolationsLua);
const untold = readScript(untoldViolationsLua);
const tell = writeScript(tellViolationsLua);
const bulletin = readScript(bulletinLua);
const openBulletins = readScript(openBulletinsLua);
const list = readScript(listViolationsLua);
const one = readScript(oneViolationLua);
const cover = writeScript(coverLua);
const coverage = readScript(coverageLua);

const pageSize = 500;

const Coverage = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  at: z.number(),
  instances: z.number(),
  launchers: z.number(),
  unjudged: z.number(),
  why: z.string().optional(),
});

const placeName = ({ account, region }: Place): string => `${account} ${region}`;

/** @throws UnreadableRecord */
function decode(record: string, told: string): Violation {
  try {
    const violation = Violation.parse(JSON.parse(record));
    if (told === '') return violation;
    const [id = '', group] = told.split(' ');
    return { ...violation, told: { bulletin: id, group: Number(group) } };
  } catch (error) {
    throw new UnreadableRecord('violation', error);
  }
}

/** Where it is told stands beside the record: telling it must not race with writing it. */
function encode(violation: Violation) {
  const { told: _told, ...record } = Violation.parse(violation);
  return {
    id: record.id,
    field: subjectKey(record.subject, record.image.id),
    record: JSON.stringify(record),
    begun: record.firstSeenAt.toFixed(0),
    tell: record.exemption === undefined,
    ...(record.ended ? { ended: record.ended.at.toFixed(0), how: record.ended.how } : {}),
  };
}

function decodeBulletin(id: string, flat: readonly string[]): BulletinState | undefined {
  const fields = new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[i * 2] ?? '', flat[i * 2 + 1] ?? '']));
  const record = fields.get('d');
  if (record === undefined) return undefined;
  try {
    const found = Bulletin.parse(JSON.parse(record));
    const groups = found.groups.length + (found.rest ? 1 : 0);
    const ended: Partial<Record<ViolationEnd, number>>[] = Array.from({ length: groups }, () => ({}));
    for (const [field, count] of fields) {
      const [, group, how] = /^e:(\d+):(\w+)$/.exec(field) ?? [];
      const counts = ended[Number(group)];
      if (counts && how) counts[how as ViolationEnd] = Number(count);
    }
    const open = Array.from({ length: groups }, (_, group) => Number(fields.get(`o:${group}`) ?? 0));
    return { bulletin: found, open, ended };
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
    Array.from({ length: flat.length / 2 }).flatMap((_, i) => {
      try {
        return [decode(flat[i * 2] ?? '', flat[i * 2 + 1] ?? '')];
      } catch (error) {
        onUnreadable(error);
        return [];
      }
    });

  return {
    openAt: (place) =>
      operate(access, async (call) => {
        const [version = '0', ...flat] = (await call(openOnes, placeName(place))) as string[];
        return { version, violations: decodeAll(flat) };
      }),
    write: (place, version, changed, audit) =>
      operate(access, async (call) => {
        const body = { writeId: newWriteId(), records: changed.map(encode), audit: audit.map(encodeEvent) };
        const next = (await call(write, placeName(place), version, JSON.stringify(body))) as string;
        return next === '' ? undefined : next;
      }),
    untold: (limit) => operate(access, async (call) => decodeAll((await call(untold, limit)) as string[])),
    tell: (told, groups, thread) =>
      operate(access, async (call) => {
        const record = JSON.stringify(Bulletin.parse(told));
        const body = JSON.stringify({ groups, notices: thread.map(encodeNotice) });
        await call(tell, told.id, record, told.at, body);
      }),
    bulletin: (id) => operate(access, async (call) => decodeBulletin(id, (await call(bulletin, id)) as string[])),
    openBulletins: (limit) =>
      operate(access, async (call) => {
        const ids = (await call(openBulletins, limit)) as string[];
        const found = await Promise.all(
          ids.map(async (id) => decodeBulletin(id, (await call(bulletin, id)) as string[])),
        );
        return found.filter((state) => state !== undefined);
      }),
    list: ({ environment, account, endedSince, limit }) =>
      operate(access, async (call) => {
        const found: Violation[] = [];
        const isAsked = (violation: Violation): boolean =>
          (environment === undefined || violation.environment === environment) &&
          (account === undefined || violation.place.account === account);
        for (const state of endedSince === undefined ? ['open'] : ['ended', 'open'])
          for (let first = 0; found.length < limit; first += pageSize) {
            const page = (await call(list, state, first, first + pageSize - 1, endedSince ?? 0)) as string[];
            found.push(...decodeAll(page).filter(isAsked));
            if (page.length < pageSize * 2) break;
          }
        return found.slice(0, limit);
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
    coverage: () =>
      operate(access, async (call) =>
        ((await call(coverage)) as string[]).map((body) => Coverage.parse(JSON.parse(body))),
      ),
  };
}
