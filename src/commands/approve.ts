import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { runArgument } from '../lookup/run-argument.ts';

/** `/ami approve`: the same decision as the card's button. */
export const approve = defineCommand({
  name: 'approve',
  summary: 'Approve a request',
  examples: ['approve r-7k2m9qabcd', 'approve r-7k2m9qabcd --document 3f9a1c0b77'],
  details: [
    'You approve the document whose number stands on the card. Give it with --document to be sure that it is the one you read.',
  ],
  input: z.strictObject({
    request: runArgument('Request'),
    document: argument(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[0-9a-f]{6,64}$/, 'the number of the document, as on the card')
        .optional(),
      {
        title: 'Document',
        hint: 'Its number on the card; refused when the request has another one now.',
        example: '3f9a1c0b77',
      },
    ),
  }),
  iam: [],
  answer: (input, { desk, actor, delivery }) =>
    desk.vote(actor, input.request, { kind: 'approve', digest: input.document }, delivery),
});
