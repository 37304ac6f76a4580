import type { EngineParts } from './parts.ts';
import type { Round } from './rounds.ts';

/** Every chore, once for the whole of Assay. */
export const choreRounds = ({ catalogue, settings, store }: EngineParts): readonly Round[] =>
  [...catalogue.chores.values()].map((chore) => ({
    name: `chore ${chore.name}`,
    said: { chore: chore.name },
    usualMs: chore.everyMs(settings),
    async make() {
      await chore.do({ settings, now: new Date(await store.clock()), violations: store.violations });
      return undefined;
    },
  }));
