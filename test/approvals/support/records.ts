import type { Records } from '../../../src/core/command.ts';
import { memoryExemptions } from '../../support/memory-exemptions.ts';
import { noConfigViews } from '../../support/no-config-views.ts';
import { noViolations } from '../../support/no-violations.ts';

/** No past at all. */
export const noRecords: Records = {
  run: async () => undefined,
  runs: async () => [],
  sealFault: () => undefined,
  children: async () => [],
  history: async () => [],
  failures: async () => [],
  unshown: async () => [],
  auditLog: async () => ({ breaks: [], lost: [], toldAt: 0 }),
  troubles: async () => [],
  violations: noViolations,
  configViews: noConfigViews,
  exemptions: memoryExemptions([]),
  schedules: async () => [],
};
