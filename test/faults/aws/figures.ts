import type { Struck } from './disturb.ts';

/** What came of all disturbed runs. */
export interface Sum {
  runs: number;
  writes: number;
  reads: number;
  readonly actions: Set<string>;
  lost: number;
  repeated: number;
  wrong: number;
  duplicates: number;
  tookMs: number;
}

export const noneYet = (): Sum => ({
  runs: 0,
  writes: 0,
  reads: 0,
  actions: new Set(),
  lost: 0,
  repeated: 0,
  wrong: 0,
  duplicates: 0,
  tookMs: 0,
});

export function add(sum: Sum, struck: Struck): void {
  sum.writes += struck.writes;
  sum.reads += struck.reads;
  for (const action of struck.actions) sum.actions.add(action);
}

/** One line for whoever reads the log. */
export const lineOf = (sum: Sum): string =>
  `AWS: ${sum.runs} runs disturbed at ${sum.writes} writes and ${sum.reads} reads of ${sum.actions.size} actions in ${Math.round(sum.tookMs / 1000)} s: ${sum.lost} lost, ${sum.repeated} effects twice or missing, ${sum.wrong} cards wrong, ${sum.duplicates} duplicate AMIs`;
