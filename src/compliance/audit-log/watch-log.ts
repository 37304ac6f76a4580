import type { AuditEnds, ChainTail } from '../../core/audit.ts';
import type { LogAnchor, LogMemory } from '../../core/log-watch.ts';
import { breaksAtEnd, type ChainBreak, chainStart, followChain } from '../../core/verify-audit.ts';
import { lastTold } from './next-state.ts';
import { type LogTools, lostOf, noteFindings } from './note-findings.ts';

/** Lines read in one look: the new ones first, then old ones once more. A thousand cost a fifth of a second of work. */
const atOnce = 2000;
/** So few that nobody whom this process answers has to wait for it. */
const page = 100;

interface Stretch {
  readonly breaks: readonly ChainBreak[];
  readonly from: number;
  readonly tail: ChainTail;
  readonly count: number;
  readonly isEnd: boolean;
}

/** Checks lines behind one that is known, up to another or to the end, at most so many. */
async function readOn(after: ChainTail, upTo: number, most: number, audit: LogTools['audit']): Promise<Stretch> {
  const breaks: ChainBreak[] = [];
  let tail = after;
  let count = 0;
  let cursor = after.sequence === 0 ? '' : `${after.sequence}-0`;
  while (count < most) {
    const lines = await audit.scan(cursor, Math.min(page, most - count));
    const wanted = lines.filter(({ sequence }) => sequence <= upTo);
    const followed = followChain(wanted, tail);
    breaks.push(...followed.breaks);
    tail = followed.tail;
    count += wanted.length;
    cursor = lines.at(-1)?.id ?? cursor;
    if (lines.length === 0 || wanted.length < lines.length)
      return { breaks, from: after.sequence, tail, count, isEnd: true };
  }
  return { breaks, from: after.sequence, tail, count, isEnd: false };
}

/** What this process remembers and the log does not fit any more. Places in the log it would go on from are forgotten then. */
async function lostMemory(memory: LogMemory, { audit }: LogTools): Promise<readonly LogAnchor[]> {
  const [checked] = await lostOf([memory.checked], audit);
  const [again] = await lostOf([memory.again], audit);
  if (checked && checked.sequence > 0) memory.checked = chainStart;
  if (again && again.sequence > 0) memory.again = chainStart;
  return memory.seen ? lostOf([memory.seen], audit) : [];
}

/** People who keep the process's log hold an anchor by it, and so does whoever keeps it for them. */
function say(
  ends: AuditEnds,
  found: { readonly breaks: number; readonly lost: number },
  memory: LogMemory,
  { log }: LogTools,
): void {
  const { sequence, hash } = ends.last ?? chainStart;
  const said = `${sequence} ${hash} ${found.breaks} ${found.lost}`;
  if (said === memory.said) return;
  memory.said = said;
  log.info({ line: sequence, hash, ...found }, 'the audit log was checked');
}

/**
 * Looks at the log: its end against what this process has seen, the chain of new lines, and the next stretch of the old ones
 * once more, so that every line is read again and again. What is wrong is told once.
 * @param memory of this process; changed
 * @param most lines read in one look
 */
export async function watchLog(memory: LogMemory, tools: LogTools, most = atOnce): Promise<void> {
  const { audit, logWatch, now } = tools;
  const ends = await audit.ends();
  const lost = await lostMemory(memory, tools);
  const fresh = await readOn(memory.checked, Number.POSITIVE_INFINITY, most, audit);
  const upTo = memory.checked.sequence;
  const again =
    fresh.count < most && upTo > 0 ? await readOn(memory.again, upTo, most - fresh.count, audit) : undefined;
  const stretches = [fresh, ...(again ? [again] : [])];
  const breaks = [...stretches.flatMap((one) => one.breaks), ...breaksAtEnd(ends)];
  const saw = (sequence: number): boolean =>
    sequence > (ends.last?.sequence ?? 0) ||
    stretches.some(({ from, tail }) => sequence > from && sequence <= tail.sequence);
  const toldAt = lastTold((await logWatch.state()).state, now.getTime());
  // What was told since this process looked last explains what it misses.
  const untold = lost.filter(({ at }) => at >= toldAt);
  if (!(await noteFindings({ breaks, lost: untold, saw }, ends, tools))) return;
  memory.checked = fresh.tail;
  if (again) memory.again = again.isEnd || again.tail.sequence >= upTo ? chainStart : again.tail;
  memory.seen = ends.last && { ...ends.last, at: now.getTime(), heldBy: 'a worker, in its memory' };
  say(ends, { breaks: breaks.length, lost: lost.length }, memory, tools);
}
