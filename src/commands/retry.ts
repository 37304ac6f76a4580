import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { runArgument } from '../lookup/run-argument.ts';

/** `/ami retry` */
export const retry = defineCommand({
  name: 'retry',
  summary: 'Try a failed run again',
  examples: ['retry r-7k2m9qabcd'],
  details: ['Goes on after the last finished step; what AWS did already is not done again.'],
  input: z.strictObject({ run: runArgument('Run') }),
  iam: [],
  answer: (input, { desk, actor, delivery }) => desk.retry(actor, input.run, delivery),
});
