import { useEffect, useState } from 'preact/hooks';
import { getState } from './store.ts';

/** What every thing last looked like, also while it is not on the page. */
const seen = new Map<string, unknown>();
/** Nothing is new when the page has just been opened. */
let openedAt: number | undefined;
const settleMs = 1500;
const glowMs = 2400;

/**
 * A class name that lets something new or changed glow for a moment. `value` must keep its identity while it says the
 * same; give a string where only part of a thing counts. `isOld` says that it only comes into sight now.
 */
export function useFresh(key: string, value: unknown, isOld = false): string {
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    if (!getState().slack) return;
    openedAt ??= Date.now();
    const before = seen.get(key);
    seen.set(key, value);
    if (before === undefined && isOld) return;
    if (before === value || Date.now() - openedAt < settleMs) return;
    setFresh(true);
    const timer = setTimeout(() => setFresh(false), glowMs);
    return () => clearTimeout(timer);
  }, [key, value]);
  return fresh ? 'fresh' : '';
}
