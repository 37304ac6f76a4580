import { z } from 'zod';

/** The part of vitest's JSON report (Jest's format) that is counted. */
export const TestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});
export type TestReport = z.infer<typeof TestReport>;

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** A file that fails before its first test (a broken import) has no failed test in the report: it counts as one. */
const brokenFiles = (report: TestReport): number =>
  report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .length;

/**
 * Adds up all runs.
 * @param reports `undefined` for a run that left no readable report: it counts as one failure, never as nothing
 */
export function countTests(reports: readonly (TestReport | undefined)[]): Count {
  return reports.reduce<Count>(
    ({ passed, failed }, report) => ({
      passed: passed + (report?.numPassedTests ?? 0),
      failed: failed + (report ? report.numFailedTests + brokenFiles(report) : 1),
    }),
    { passed: 0, failed: 0 },
  );
}
