/** Counts what was tried, by kind and outcome. */
export interface Tally {
  count(kind: string, outcome: string, by?: number): void;
  /** How often a kind had an outcome; of all outcomes where none is named. */
  of(kind: string, outcome?: string): number;
  total(): number;
  /** One line a kind. */
  lines(): string;
}

export function makeTally(): Tally {
  const kinds = new Map<string, Map<string, number>>();
  const sum = (outcomes: ReadonlyMap<string, number> | undefined): number =>
    [...(outcomes?.values() ?? [])].reduce((total, each) => total + each, 0);
  return {
    count(kind, outcome, by = 1) {
      const outcomes = kinds.get(kind) ?? new Map<string, number>();
      kinds.set(kind, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + by));
    },
    of: (kind, outcome) => (outcome ? (kinds.get(kind)?.get(outcome) ?? 0) : sum(kinds.get(kind))),
    total: () => [...kinds.values()].reduce((total, each) => total + sum(each), 0),
    lines: () =>
      [...kinds]
        .map(([kind, outcomes]) => {
          const parts = [...outcomes].toSorted((a, b) => b[1] - a[1]).map(([outcome, count]) => `${outcome} ${count}`);
          return `  ${kind.padEnd(28)} ${String(sum(outcomes)).padStart(6)}: ${parts.join(', ')}`;
        })
        .join('\n'),
  };
}
