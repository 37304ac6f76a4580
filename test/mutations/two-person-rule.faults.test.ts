import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attestationCases } from '../approvals/support/attestation-cases.ts';
import { carryCases } from '../approvals/support/carry-cases.ts';
import { loadRule, type Rule } from '../approvals/support/load-rule.ts';
import { recordCases } from '../approvals/support/record-cases.ts';
import { ruleCases } from '../approvals/support/rule-cases.ts';
import { weakenedKinds, weakenings } from './weakenings.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cases = [...ruleCases, ...attestationCases, ...carryCases, ...recordCases];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weakened-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});
let caught = 0;
afterAll(async () => {
  console.log(`two-person rule: ${weakenings.length} weakenings of ${weakenedKinds.length} kinds, ${caught} caught`);
  await rm(folder, { recursive: true, force: true });
});

/** A copy of the rule with one line replaced. */
async function weakened(name: string, file: string, from: string, to: string): Promise<Rule> {
  const copy = join(folder, name);
  await cp(join(root, 'src/approvals'), join(copy, 'approvals'), { recursive: true });
  // Linked, not copied: the cases throw and catch the same UserError as the copy.
  await symlink(join(root, 'src/core'), join(copy, 'core'));
  const path = join(copy, 'approvals', file);
  const source = await readFile(path, 'utf8');
  expect(source.split(from), `"${from}" must stand once in ${file}`).toHaveLength(2);
  await writeFile(
    path,
    source.replace(from, () => to),
  );
  return loadRule(pathToFileURL(`${join(copy, 'approvals')}/`));
}

async function failing(rule: Rule): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, check } of cases)
    try {
      await check(rule);
    } catch {
      failed.push(name);
    }
  return failed;
}

describe('the rule weakened', () => {
  test('not at all: every case passes on a plain copy', async () => {
    const line = 'const leastForProduction = 2;';
    expect(await failing(await weakened('plain', 'policy.ts', line, line))).toEqual([]);
  });

  test.each(weakenedKinds)('in its %s', (kind) => {
    expect(weakenings.filter((weakening) => weakening.kind === kind)).not.toEqual([]);
  });

  test.each(weakenings.map((weakening, index) => ({ ...weakening, index })))(
    '$what',
    async ({ index, file, from, to, caughtBy }) => {
      expect(
        cases.map(({ name }) => name),
        'the named case exists',
      ).toContain(caughtBy);
      expect(await failing(await weakened(`w${index}`, file, from, to))).toContain(caughtBy);
      caught++;
    },
  );
});
