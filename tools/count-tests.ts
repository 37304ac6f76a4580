import { readFileSync } from 'node:fs';
import { countTests, TestReport } from './test-reports.ts';

/** `tsx tools/count-tests.ts <report.json>…` prints "N passed, N failed" and fails when anything failed. */
const reports = process.argv.slice(2).map((path) => {
  try {
    return TestReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    console.error(`No readable report in ${path}: that run counts as failed.`);
    return undefined;
  }
});
const { passed, failed } = countTests(reports);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || reports.length === 0 ? 1 : 0;
