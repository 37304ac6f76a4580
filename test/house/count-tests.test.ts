import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countTests, type TestReport } from '../../tools/test-reports.ts';

const report = (passed: number, failed: number, brokenFiles = 0): TestReport => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: Array.from({ length: brokenFiles }, () => ({ status: 'failed', assertionResults: [] })),
});

test('all runs are added; a broken file and a missing report count as failures', () => {
  expect(countTests([report(3, 0), report(4, 1)])).toEqual({ passed: 7, failed: 1 });
  expect(countTests([report(3, 0, 2)])).toEqual({ passed: 3, failed: 2 });
  expect(countTests([report(3, 0), undefined])).toEqual({ passed: 3, failed: 1 });
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-count-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const count = (...names: string[]): { status: number | null; lines: string[] } => {
  const paths = names.map((name) => join(folder, name));
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'tools/count-tests.ts', ...paths]);
  return { status, lines: stdout.toString().trim().split('\n') };
};

test('the program prints exactly one line and fails when anything failed', async () => {
  await writeFile(join(folder, 'good.json'), JSON.stringify(report(5, 0)));
  await writeFile(join(folder, 'bad.json'), JSON.stringify(report(1, 2)));
  expect(count('good.json', 'good.json')).toEqual({ status: 0, lines: ['10 passed, 0 failed'] });
  expect(count('good.json', 'bad.json')).toEqual({ status: 1, lines: ['6 passed, 2 failed'] });
  expect(count('good.json', 'missing.json')).toEqual({ status: 1, lines: ['5 passed, 1 failed'] });
  expect(count().status).toBe(1);
  // Four programs are started: on a busy machine that alone takes seconds each.
}, 90_000);
