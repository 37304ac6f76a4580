import { setTimeout as pause } from 'node:timers/promises';
import { Schedule, type ScheduleChange, type Schedules } from '../core/schedule.ts';
import { demandName, UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, type Call, operate } from './access.ts';
import { listSchedulesLua, loadScheduleLua, saveScheduleLua, takeSchedulesLua } from './lua/schedules.ts';
import { readable } from './readable.ts';
import { demandVersion, encodeEvent, encodeNotice, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const load = readScript(loadScheduleLua);
const save = writeScript(saveScheduleLua);
const listAll = readScript(listSchedulesLua);
const takeDue = writeScript(takeSchedulesLua);

const mostTries = 50;

/** @throws UnreadableRecord */
function decode(name: string, record: string): Schedule {
  try {
    const schedule = Schedule.parse(JSON.parse(record));
    demandName(name, schedule.name);
    return schedule;
  } catch (error) {
    throw new UnreadableRecord(`schedule:${name}`, error);
  }
}

/** Parsed before it is written: a record that no load can read would never fire again. */
function encode(name: string, change: ScheduleChange): { schedule: Schedule | undefined; write: string } {
  const schedule = change.schedule === null ? undefined : Schedule.parse(change.schedule);
  if (schedule && schedule.name !== name) throw new TypeError(`a change of ${name} may not become ${schedule.name}`);
  const write = JSON.stringify({
    writeId: newWriteId(),
    ...(schedule ? { record: JSON.stringify(schedule) } : {}),
    ...(schedule?.next !== undefined && !schedule.paused ? { due: schedule.next.toFixed(0) } : {}),
    audit: change.audit.map(encodeEvent),
    notices: (change.notices ?? []).map(encodeNotice),
  });
  return { schedule, write };
}

async function changeOne(call: Call, name: string, decide: Parameters<Schedules['change']>[1]) {
  for (let tries = 0; tries < mostTries; tries++) {
    const [now, version, record] = (await call(load, name)) as [string, string, string];
    const before = record === '' ? undefined : decode(name, record);
    if (version !== '') demandVersion(`schedule:${name}`, version);
    const change = decide(before, Number(now));
    if (!change) return before;
    const { schedule, write } = encode(name, change);
    const [answer] = (await call(save, name, version, write)) as [string];
    if (answer === 'saved') return schedule;
    await pause(Math.random() * 20);
  }
  throw new Error(`schedule ${name} is written by too many at once`);
}

/**
 * Schedules on Redis.
 * @param onUnreadable told of records that the list had to leave out
 * @param holdMs how long a schedule that is due is left to the one who got it
 */
export function makeSchedules(
  access: Access,
  onUnreadable: (error: unknown) => void = () => {},
  holdMs = 30_000,
): Schedules {
  return {
    get: (name) =>
      operate(access, async (call) => {
        const [, , record] = (await call(load, name)) as [string, string, string];
        return record === '' ? undefined : decode(name, record);
      }),
    list: () =>
      operate(access, async (call) => {
        const flat = (await call(listAll)) as string[];
        return readable(flat.length / 2, onUnreadable, (i) => decode(flat[i * 2] ?? '', flat[i * 2 + 1] ?? ''));
      }),
    change: (name, decide) => operate(access, (call) => changeOne(call, name, decide)),
    due: (limit) => operate(access, async (call) => (await call(takeDue, limit, holdMs)) as string[]),
  };
}
