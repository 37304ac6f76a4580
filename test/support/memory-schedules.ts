import { Schedule, type Schedules } from '../../src/core/schedule.ts';

/** Schedules in an array that the test sees; what is stored is parsed as it would be read back. */
export function memorySchedules(kept: Schedule[], clock: () => number = Date.now): Schedules {
  const at = (name: string): number => kept.findIndex((schedule) => schedule.name === name);
  return {
    get: async (name) => kept[at(name)],
    list: async () => [...kept],
    due: async () => [],
    change: async (name, decide) => {
      const change = decide(kept[at(name)], clock());
      if (!change) return kept[at(name)];
      if (at(name) >= 0) kept.splice(at(name), 1);
      if (change.schedule === null) return undefined;
      const stored = Schedule.parse(JSON.parse(JSON.stringify(change.schedule)));
      kept.push(stored);
      return stored;
    },
  };
}
