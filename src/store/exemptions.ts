import { setTimeout as pause } from 'node:timers/promises';
import { Exemption } from '../core/exemption.ts';
import type { ExemptionChange, Exemptions } from '../core/exemptions.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, type Call, operate } from './access.ts';
import {
  dueExemptionsLua,
  exemptionsAtLua,
  listExemptionsLua,
  loadExemptionLua,
  saveExemptionLua,
  settledExemptionLua,
} from './lua/exemptions.ts';
import { readable } from './readable.ts';
import { encodeEvent, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const load = readScript(loadExemptionLua);
const save = writeScript(saveExemptionLua);
const allAt = readScript(exemptionsAtLua);
const list = readScript(listExemptionsLua);
const due = readScript(dueExemptionsLua);
const settled = writeScript(settledExemptionLua);

const mostTries = 50;
const pageSize = 200;

/** @throws UnreadableRecord */
function decode(record: string): Exemption {
  try {
    return Exemption.parse(JSON.parse(record));
  } catch (error) {
    throw new UnreadableRecord('exemption', error);
  }
}

/** Equal for equal exemptions: zod writes fields in the order of the schema. */
const recordOf = (exemption: Exemption): string => JSON.stringify(Exemption.parse(exemption));

function encode(id: string, { exemption, audit }: ExemptionChange): string {
  if (exemption.id !== id) throw new TypeError(`a change of ${id} may not become ${exemption.id}`);
  const { place, from, ended } = exemption;
  return JSON.stringify({
    writeId: newWriteId(),
    record: recordOf(exemption),
    place: `${place.account} ${place.region}`,
    from: from.toFixed(0),
    ...(ended ? { ended: ended.at.toFixed(0) } : {}),
    audit: audit.map(encodeEvent),
  });
}

async function changeOne(call: Call, id: string, decide: Parameters<Exemptions['change']>[1]) {
  for (let tries = 0; tries < mostTries; tries++) {
    const [now, record] = (await call(load, id)) as [string, string];
    const before = record === '' ? undefined : decode(record);
    const change = decide(before, Number(now));
    if (!change) return before;
    if ((await call(save, id, record, encode(id, change))) === 'saved') return change.exemption;
    await pause(Math.random() * 20);
  }
  throw new Error(`exemption ${id} is written by too many at once`);
}

/**
 * Exemptions on Redis.
 * @param onUnreadable told of records that a list had to leave out: what they silenced is told again
 */
export function makeExemptions(access: Access, onUnreadable: (error: unknown) => void = () => {}): Exemptions {
  const decodeAll = (records: readonly string[]): readonly Exemption[] =>
    readable(records.length, onUnreadable, (i) => decode(records[i] ?? ''));

  return {
    get: (id) =>
      operate(access, async (call) => {
        const [, record] = (await call(load, id)) as [string, string];
        return record === '' ? undefined : decode(record);
      }),
    change: (id, decide) => operate(access, (call) => changeOne(call, id, decide)),
    at: ({ account, region }) =>
      operate(access, async (call) => decodeAll((await call(allAt, `${account} ${region}`)) as string[])),
    list: ({ environment, account, endedSince, limit }) =>
      operate(access, async (call) => {
        const found: Exemption[] = [];
        const isAsked = (one: Exemption): boolean =>
          (environment === undefined || one.environment === environment) &&
          (account === undefined || one.place.account === account);
        for (const state of endedSince === undefined ? ['open'] : ['ended', 'open'])
          for (let first = 0; found.length < limit; first += pageSize) {
            const since = state === 'ended' ? (endedSince ?? 0) : 0;
            const page = (await call(list, state, since, first, pageSize)) as string[];
            found.push(...decodeAll(page).filter(isAsked));
            if (page.length < pageSize) break;
          }
        return found.slice(0, limit);
      }),
    due: (limit) => operate(access, async (call) => decodeAll((await call(due, limit)) as string[])),
    settled: (exemption) =>
      operate(access, async (call) => {
        const next = exemption.ended ? '' : exemption.until.toFixed(0);
        await call(settled, exemption.id, recordOf(exemption), next);
      }),
  };
}
