import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { runArgument } from '../lookup/run-argument.ts';

/** `/ami withdraw`: the requester takes back the request, an approver the own vote. */
export const withdraw = defineCommand({
  name: 'withdraw',
  summary: 'Take back your request or your vote',
  examples: ['withdraw r-7k2m9qabcd'],
  details: ['While a request waits: its requester takes back the whole request, an approver takes back the own vote.'],
  input: z.strictObject({ request: runArgument('Request') }),
  iam: [],
  answer: (input, { desk, actor, delivery }) => desk.withdraw(actor, input.request, delivery),
});
