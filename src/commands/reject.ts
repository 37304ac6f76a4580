import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { reasonArgument } from '../lookup/image-arguments.ts';
import { runArgument } from '../lookup/run-argument.ts';

/** `/ami reject`: one rejection ends a request. */
export const reject = defineCommand({
  name: 'reject',
  summary: 'Reject a request, with a reason',
  examples: ['reject r-7k2m9qabcd --reason "the scan has a critical finding"'],
  details: ['One rejection ends the request. The reason is shown on the card and kept in the audit log.'],
  input: z.strictObject({
    request: runArgument('Request'),
    reason: reasonArgument('Shown on the card to everybody.', 'the scan has a critical finding', 1),
  }),
  iam: [],
  answer: (input, { desk, actor, delivery }) =>
    desk.vote(actor, input.request, { kind: 'reject', reason: input.reason }, delivery),
});
