import { CronExpressionParser } from 'cron-parser';
import type { Timing, Window } from './schedule.ts';

const minute = 60_000;

const numeric = 'numeric';
/** Making one costs more than using it a hundred times. */
const walls = new Map<string, Intl.DateTimeFormat>();

function wallClock(timeZone: string): Intl.DateTimeFormat {
  const known = walls.get(timeZone);
  if (known) return known;
  const date = { year: numeric, month: numeric, day: numeric } as const;
  const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, ...date, ...time });
  walls.set(timeZone, made);
  return made;
}

/** An instant as the clock on the wall of a zone shows it, written as if it were UTC. */
function wallOf(at: number, timeZone: string): number {
  const parts = wallClock(timeZone).formatToParts(at);
  const field = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second'));
}

const parserNext = ({ cron, timeZone }: Timing, after: number): number | undefined => {
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate: new Date(after) })
      .next()
      .getTime();
  } catch {
    return undefined;
  }
};

/**
 * A time that the clock on the wall jumps over falls to the moment after the jump, as much later as the clock jumped.
 * cron-parser does so for jumps of whole hours within a day; at others (midnight, half an hour) it would leave out the day.
 */
function jumpedOver(timing: Timing, after: number, until: number): number | undefined {
  const { timeZone } = timing;
  const wall = parserNext({ ...timing, timeZone: 'UTC' }, wallOf(after, timeZone));
  if (wall === undefined) return undefined;
  const offsetBefore = wallOf(after, timeZone) - Math.floor(after / 1000) * 1000;
  const instant = wall - offsetBefore;
  const isGap = wallOf(instant, timeZone) > wall;
  return isGap && instant > after && instant < until ? instant : undefined;
}

/** The clock shows this for the second time, because it was put back by an hour or by half of one. */
const isShownAgain = (at: number, timeZone: string): boolean =>
  [30 * minute, 60 * minute].some((shift) => wallOf(at - shift, timeZone) === wallOf(at, timeZone));

/** "Every hour" means every hour that passes; "at two" means once a day. */
const isEveryHour = (cron: string): boolean => cron.trim().split(/\s+/).at(-4)?.startsWith('*') ?? false;

/** cron-parser knows that a fixed time was had already only when asked from that very moment. */
function firstShowing(timing: Timing, after: number): number | undefined {
  let next = parserNext(timing, after);
  if (isEveryHour(timing.cron)) return next;
  while (next !== undefined && isShownAgain(next, timing.timeZone)) next = parserNext(timing, next);
  return next;
}

/**
 * The next moment after `after`, in the schedule's zone. Where the clock is put forward, a time that does not exist falls
 * to just after the jump; where it is put back, a fixed time fires once, the first time it is shown.
 * @returns undefined when there is none
 * @throws Error when the expression or the zone cannot be read
 */
export function nextMoment(timing: Timing, after: number): number | undefined {
  const next = firstShowing(timing, after);
  if (next === undefined) {
    CronExpressionParser.parse(timing.cron, { tz: timing.timeZone });
    return undefined;
  }
  return jumpedOver(timing, after, next) ?? next;
}

/** The next `count` moments. */
export function nextMoments(timing: Timing, after: number, count: number): readonly number[] {
  const moments: number[] = [];
  for (let at: number | undefined = after; moments.length < count; moments.push(at)) {
    at = nextMoment(timing, at);
    if (at === undefined) break;
  }
  return moments;
}

/** The zone as Intl spells it; undefined for one that is none. */
export function timeZoneNamed(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const minutesOf = (clock: string): number => {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
};

/** True when that moment lies within the window of local times; its end does not belong to it. */
export function isWithin({ from, to }: Window, timeZone: string, at: number): boolean {
  const wall = new Date(wallOf(at, timeZone));
  const now = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  return begin <= end ? now >= begin && now < end : now >= begin || now < end;
}

/** How long a start is put off: equal for equal names and moments, spread over the whole jitter. */
export function jitterOf(name: string, moment: number, jitterMinutes: number): number {
  const spread = jitterMinutes * minute;
  if (spread === 0) return 0;
  let hash = 2_166_136_261;
  for (const letter of `${name} ${moment}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return hash % spread;
}
