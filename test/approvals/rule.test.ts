import { describe, test } from 'vitest';
import { attestationCases } from './support/attestation-cases.ts';
import { carryCases } from './support/carry-cases.ts';
import { loadRule } from './support/load-rule.ts';
import { recordCases } from './support/record-cases.ts';
import { ruleCases } from './support/rule-cases.ts';

describe('the two-person rule', async () => {
  const rule = await loadRule(new URL('../../src/approvals/', import.meta.url));
  for (const { name, check } of ruleCases) test(name, async () => check(rule));
  for (const { name, check } of [...attestationCases, ...carryCases, ...recordCases])
    test(name, async () => check(rule));
});
