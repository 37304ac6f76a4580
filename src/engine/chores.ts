import { emptyMemory } from '../core/log-watch.ts';
import type { EngineParts } from './parts.ts';
import type { Round } from './rounds.ts';

/** Every chore, once for the whole of Assay. */
export function choreRounds({ catalogue, settings, store, log }: EngineParts): readonly Round[] {
  const memory = emptyMemory();
  return [...catalogue.chores.values()].map((chore) => ({
    name: `chore ${chore.name}`,
    said: { chore: chore.name },
    usualMs: chore.everyMs(settings),
    async make() {
      const { violations, exemptions, digests, rounds, audit, logWatch } = store;
      const { troubles } = rounds;
      const records = { runs: store.runs.list };
      const now = new Date(await store.clock());
      await chore.do({
        settings,
        now,
        violations,
        exemptions,
        records,
        digests,
        troubles,
        audit,
        logWatch,
        memory,
        log,
      });
      return undefined;
    },
  }));
}
