import { z } from 'zod';
import { argument, TagPairs, TextList } from '../../core/input.ts';
import { imageArgument, whereArguments } from '../../lookup/image-arguments.ts';

export const CopyInput = z.strictObject({
  image: imageArgument,
  to: argument(TextList.default([]), {
    title: 'Regions',
    hint: 'As many as wanted; left out: the Region the AMI is in.',
    position: 1,
    choices: 'region',
    example: 'us-east-1',
  }),
  'to-account': argument(TextList.default([]), {
    title: 'Accounts',
    hint: 'Each makes its own copies, under its own keys. Left out: the account the AMI is in.',
    choices: 'account',
    example: 'prod',
  }),
  key: argument(z.string().trim().min(1).optional(), {
    title: 'Key',
    hint: 'Alias of a customer managed key in each target, or the ARN of one; left out: the configured keys.',
    example: 'alias/ami',
  }),
  name: argument(z.string().trim().min(1).optional(), {
    title: 'Name of the copies',
    hint: 'Left out: the name of the AMI.',
    example: 'web-2026-11-23',
  }),
  'share-after': argument(TextList.default([]), {
    title: 'Share them with',
    hint: 'Aliases, account ids, names of units, or "org": who may launch the copies once all are there.',
    choices: 'taker',
    example: 'staging',
  }),
  'keep-approval': argument(z.boolean().default(false), {
    title: 'Keep the approval',
    hint: "The source's approval is carried over to each copy, if it is proven and the copy is checked to be the same.",
  }),
  within: argument(z.string().trim().toLowerCase().optional(), {
    title: 'Within',
    hint: 'AWS finishes each snapshot in this time and charges extra: 15m to 48h, in steps of 15 minutes.',
    example: '4h',
  }),
  description: argument(z.string().max(200).optional(), {
    title: 'Description',
    hint: 'What the copies are for; stands on them.',
    example: 'for the second Region',
  }),
  tags: argument(TagPairs.default({}), {
    title: 'Tags',
    hint: 'key=value, on the copies and their snapshots.',
    example: 'team=shop',
  }),
  ...whereArguments,
});
export type CopyInput = z.output<typeof CopyInput>;
