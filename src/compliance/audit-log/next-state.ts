import type { AuditEnds } from '../../core/audit.ts';
import type { LogAnchor, LogState, LostHow } from '../../core/log-watch.ts';
import type { ChainBreak } from '../../core/verify-audit.ts';

/** Kept of what was told; whoever breaks more lines than that is told of already. */
const most = { breaks: 1000, lost: 20 };

/** What one look at the log found. */
export interface LogFindings {
  readonly breaks: readonly ChainBreak[];
  readonly lost: readonly LogAnchor[];
  /** Whether the look would have found a line broken. */
  readonly saw: (sequence: number) => boolean;
}

/** What there is to say. */
export interface LogNews {
  readonly breaks: readonly ChainBreak[];
  readonly lost: readonly LogAnchor[];
  readonly how?: LostHow | undefined;
  /** Nothing is wrong any more of what was told. */
  readonly isWhole: boolean;
}

/** When a loss was told last. A moment that is still to come was written by somebody else, to silence what is found. */
export const lastTold = ({ toldAt }: LogState, now: number): number => (toldAt > now ? 0 : toldAt);

/** What became of lines that do not fit any more, by the newest of them. */
export function howLost(lost: readonly LogAnchor[], { first, last }: AuditEnds): LostHow {
  // An approval tells its moment in whole seconds.
  if (!first || lost.every(({ at }) => at < first.at - (first.at % 1000))) return 'anew';
  return lost.some(({ sequence }) => sequence <= (last?.sequence ?? 0)) ? 'rewritten' : 'ended';
}

/**
 * What is known of the log after a look, and what of that is news. Pure.
 * @param fits whether a lost anchor that was told of stands in the log again
 */
export function nextState(
  before: LogState,
  found: LogFindings,
  fits: (anchor: LogAnchor) => boolean,
  ends: AuditEnds,
  now: number,
): { readonly state: LogState; readonly news: LogNews | undefined } {
  const isIn = (breaks: readonly ChainBreak[], { sequence }: ChainBreak): boolean =>
    breaks.some((one) => one.sequence === sequence);
  const still = before.breaks.filter((one) => !found.saw(one.sequence) || isIn(found.breaks, one));
  const broken = found.breaks.filter((one) => !isIn(before.breaks, one)).slice(0, most.breaks - still.length);
  const stillLost = before.lost.filter((anchor) => !fits(anchor));
  const isPutBack = before.lost.length > 0 && stillLost.length === 0;
  // All that was noted before the last telling belongs to what was told then, wherever it turns up. When the log is put back,
  // what a worker noted of the wrong one does not fit; what AWS holds of it is found by the next look.
  const lost = isPutBack ? [] : found.lost.filter(({ at }) => stillLost.length === 0 || at >= lastTold(before, now));
  const how = lost.length > 0 ? howLost(lost, ends) : stillLost.length > 0 ? before.how : undefined;
  const state: LogState = {
    breaks: [...still, ...broken],
    lost: [...stillLost, ...lost].slice(-most.lost),
    ...(how ? { how } : {}),
    toldAt: lost.length > 0 || isPutBack ? now : lastTold(before, now),
  };
  const isWhole = state.breaks.length + state.lost.length === 0 && before.breaks.length + before.lost.length > 0;
  const isNews = broken.length + lost.length > 0 || isWhole;
  return { state, news: isNews ? { breaks: broken, lost, how, isWhole } : undefined };
}
