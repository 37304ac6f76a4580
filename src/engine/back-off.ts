/**
 * Pause before the next attempt: full jitter, so that runs that were refused together do not come back together.
 * @param attempts how often it was refused before, in a row
 * @param leastMs what the other side asked for
 */
export function backOff(attempts: number, firstMs: number, mostMs: number, leastMs = 0, random = Math.random): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(attempts, 30));
  return Math.round(Math.min(mostMs, leastMs + random() * ceiling));
}
