import { Exemption } from '../../src/core/exemption.ts';
import type { Exemptions } from '../../src/core/exemptions.ts';

/** Exemptions in an array that the test sees; what is stored is parsed as it would be read back. */
export function memoryExemptions(kept: Exemption[], clock: () => number = Date.now): Exemptions {
  const at = (id: string): number => kept.findIndex((one) => one.id === id);
  return {
    get: async (id) => kept[at(id)],
    change: async (id, decide) => {
      const change = decide(kept[at(id)], clock());
      if (!change) return kept[at(id)];
      if (at(id) >= 0) kept.splice(at(id), 1);
      const stored = Exemption.parse(JSON.parse(JSON.stringify(change.exemption)));
      kept.push(stored);
      return stored;
    },
    at: async ({ account, region }) =>
      kept.filter(({ place, ended }) => !ended && place.account === account && place.region === region),
    list: async ({ environment, account, endedSince, limit }) =>
      kept
        .filter((one) => (environment ?? one.environment) === one.environment)
        .filter((one) => (account ?? one.place.account) === one.place.account)
        .filter(({ ended }) => !ended || (endedSince !== undefined && ended.at >= endedSince))
        .slice(0, limit),
    due: async () => [],
    settled: async () => undefined,
  };
}
