/** What came of disturbed plays, all together. */
export interface Sum {
  plays: number;
  hits: number;
  lost: number;
  twice: number;
  stale: number;
  untrue: number;
  duplicates: number;
  tookMs: number;
}

export const noneYet = (): Sum => ({
  plays: 0,
  hits: 0,
  lost: 0,
  twice: 0,
  stale: 0,
  untrue: 0,
  duplicates: 0,
  tookMs: 0,
});

/** One line for whoever reads the log. */
export const lineOf = (what: string, sum: Sum): string =>
  `${what}: ${sum.plays} plays, ${sum.hits} disturbances in ${Math.round(sum.tookMs / 1000)} s: ${sum.lost} notices lost, ${sum.twice} twice, ${sum.stale} cards stale, ${sum.untrue} untrue answers, ${sum.duplicates} duplicate AMIs`;
