import { BusyError, UserError } from '../core/outcome.ts';

/** AWS shows what was written within seconds, seldom minutes; what is not there by then does not come by waiting. */
const believeAfterMs = 10 * 60_000;

/** AWS may still be about to show everything of what was written at that moment. */
export const isFresh = (since: number): boolean => Date.now() - since < believeAfterMs;

/**
 * The error for something that was written and cannot be read back: soon afterwards AWS is not consistent yet, later
 * somebody has changed it, and waiting on would never end.
 * @param since when it was written or seen, in milliseconds since 1970
 */
export function notYet(
  since: number,
  words: { readonly busy: string; readonly gone: string; readonly hint: string },
): BusyError | UserError {
  if (isFresh(since)) return new BusyError(words.busy, { waitMs: 2000 });
  return new UserError('aws_failed', words.gone, { hint: words.hint });
}
