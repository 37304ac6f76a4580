import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { DrawPicture } from '../core/picture.ts';

const everyMs = 100;
/** From here on answers wait for each other. */
const full = 0.8;

/** Looks ten times a second how much of its time this process was at work. */
export function watchSaturation(): { readonly isSaturated: () => boolean; stop(): void } {
  let last = performance.eventLoopUtilization();
  let share = 0;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    share = performance.eventLoopUtilization(now, last).utilization;
    last = now;
  }, everyMs);
  timer.unref();
  return { isSaturated: () => share >= full, stop: () => clearInterval(timer) };
}

/** How long a picture waits for a free moment, how often it looks, and how many wait at most. */
const pictureRules = { withinMs: 15_000, everyMs: 200, waiting: 20 };

/**
 * Draws in a free moment: the words of an answer have gone before, so a picture may wait, and answers may not wait for it.
 * One for which no moment comes, or that finds too many waiting, is not drawn.
 */
export function whileFree(draw: DrawPicture, isSaturated: () => boolean, rules = pictureRules): DrawPicture {
  let waiting = 0;
  const freeMoment = async (): Promise<boolean> => {
    if (waiting >= rules.waiting) return false;
    waiting += 1;
    try {
      const end = performance.now() + rules.withinMs;
      while (isSaturated() && performance.now() < end) await pause(rules.everyMs);
      return !isSaturated();
    } finally {
      waiting -= 1;
    }
  };
  return async (picture) => {
    if (isSaturated() && !(await freeMoment())) throw new Error('no picture: this process has no time for it');
    return draw(picture);
  };
}
