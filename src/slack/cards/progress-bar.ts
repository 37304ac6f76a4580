import type { Progress } from '../../core/run.ts';

const cells = 10;

/** "▰▰▰▱▱▱▱▱▱▱ 34 % · copying snapshots"; without a per cent only the words. */
export function progressBar({ phase, percent }: Progress): string {
  if (percent === undefined) return `${phase} …`;
  // Rounded down: a full bar means done, and done is another card.
  const full = Math.floor((percent / 100) * cells);
  return `${'▰'.repeat(full)}${'▱'.repeat(cells - full)} ${Math.floor(percent)} % · ${phase}`;
}
