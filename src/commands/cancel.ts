import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { runArgument } from '../lookup/run-argument.ts';

/** `/ami cancel` */
export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Cancel a run',
  examples: ['cancel r-7k2m9qabcd'],
  details: [
    'Stops before the next step. What AWS has begun already is named on the card; nothing is removed behind your back.',
  ],
  input: z.strictObject({ run: runArgument('Run') }),
  iam: [],
  answer: (input, { desk, actor, delivery }) => desk.cancel(actor, input.run, delivery),
});
