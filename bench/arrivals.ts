/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * When commands arrive, in milliseconds from the start: as many as the rate says, at random moments, as people type.
 * Fixed before the first is sent, and the same for every program with the same seed.
 */
export function arrivals(perSecond: number, seconds: number, seed: number): readonly number[] {
  const random = randomFrom(seed);
  return Array.from({ length: Math.round(perSecond * seconds) }, () => random() * seconds * 1000).sort((a, b) => a - b);
}

/** One arrival every second, at a fixed moment within it. */
export const everySecond = (seconds: number, offsetMs: number): readonly number[] =>
  Array.from({ length: seconds }, (_, second) => second * 1000 + offsetMs);
