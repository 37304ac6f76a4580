import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Brings what has just changed into sight, unless the reader is busy in the AWS view and would lose their place. */
export function useInSight(row: RefObject<HTMLElement | null>, fresh: string): void {
  useEffect(() => {
    if (fresh === '' || row.current?.closest('.aws')?.matches(':hover, :focus-within')) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    row.current?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' });
  }, [row, fresh]);
}
