import type { IntakeParts } from '../../../src/approvals/intake.ts';
import { noRecords } from './records.ts';
import { silent } from './silent.ts';

/** What an intake has in tests of the rule: no records of violations, no schedules, no help, nothing said. */
export const bareIntake = {
  records: noRecords,
  standing: {} as never,
  guard: {} as never,
  help: [],
  policies: () => [],
  log: silent,
} satisfies Partial<IntakeParts>;
