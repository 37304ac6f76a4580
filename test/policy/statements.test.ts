import { expect, it } from 'vitest';
import { readsReferences } from '../../src/core/iam.ts';
import { statementsOf } from '../../src/policy/statements-of.ts';
import { sampleInput } from './sample.ts';

it('what EC2 reads in other services for us, nobody may read directly', () => {
  const [account] = sampleInput.accounts;
  if (!account) throw new Error('no account in the sample');
  const statements = statementsOf(readsReferences, account, sampleInput);
  const [parameters] = statements.filter(({ Action }) => Action.includes('ssm:GetParameters'));
  expect(parameters?.Condition).toMatchObject({
    'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' },
  });
  expect(statements).toHaveLength(2);
});
