import type { Records } from '../../../src/core/command.ts';

/** No past at all. */
export const noRecords: Records = {
  run: async () => undefined,
  runs: async () => [],
  children: async () => [],
  history: async () => [],
  failures: async () => [],
  troubles: async () => [],
  schedules: async () => [],
};
