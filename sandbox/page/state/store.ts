import { useEffect, useState } from 'preact/hooks';
import { initialState, type PageState } from './page-state.ts';

type Listener = () => void;

let current: PageState = initialState;
const listeners = new Set<Listener>();

export function getState(): PageState {
  return current;
}

/** Merges the change and redraws once, however many components listen. */
export function setState(change: Partial<PageState>): void {
  current = { ...current, ...change };
  for (const listener of [...listeners]) listener();
}

/** The page is small: components read the whole state, and messages are memoised where it counts. */
export function usePage(): PageState {
  const [state, update] = useState(current);
  useEffect(() => {
    const listener = () => update(current);
    listeners.add(listener);
    // The state may have moved between this component's first draw and now.
    listener();
    return () => void listeners.delete(listener);
  }, []);
  return state;
}
