import { describe, expect, it } from 'vitest';
import { makePolicies } from '../../src/policy/make-policies.ts';
import type { PolicyFile } from '../../src/policy/policy-file.ts';
import type { Case } from './case.ts';
import { cases } from './cases.ts';
import { glassCases, glassPattern } from './glass-cases.ts';
import { sampleInput } from './sample.ts';
import { isAllowed } from './simulate.ts';

function everyAnswer(documents: readonly PolicyFile[], asked: readonly Case[]): void {
  it.each(asked)('%s: %s', async (_name, expected, question) => {
    expect((await isAllowed(documents, question)) ? 'yes' : 'no').toBe(expected);
  });
}

describe('who may do what', () => everyAnswer(makePolicies(sampleInput), cases));

describe('with break-glass roles', () =>
  everyAnswer(makePolicies({ ...sampleInput, administrators: [glassPattern] }), [...cases, ...glassCases]));
