import type { Records } from '../../../src/core/command.ts';
import { noViolations } from '../../support/no-violations.ts';

/** No past at all. */
export const noRecords: Records = {
  run: async () => undefined,
  runs: async () => [],
  children: async () => [],
  history: async () => [],
  failures: async () => [],
  troubles: async () => [],
  violations: noViolations,
  schedules: async () => [],
};
