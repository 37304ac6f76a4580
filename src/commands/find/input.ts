import { z } from 'zod';
import { argument, TextList } from '../../core/input.ts';

const span = z.string().trim().min(2).max(12).optional();

/** What can be searched by. */
export const FindInput = z.strictObject({
  text: argument(z.string().trim().optional(), {
    title: 'Name, tag or id',
    hint: 'Part of a name, a pattern with * or ?, tag:key=value, or an id; left out: the newest.',
    position: 0,
    example: 'web',
  }),
  from: argument(z.enum(['own', 'shared', 'public', 'marketplace', 'all']).optional(), {
    title: 'From',
    hint: 'Left out: those of our accounts and those shared with us.',
  }),
  owner: argument(z.string().trim().min(1).optional(), {
    title: 'Owner',
    hint: 'One of our accounts, an account id, amazon or marketplace.',
    example: 'amazon',
  }),
  tag: argument(TextList.optional(), {
    title: 'Tags',
    hint: 'All of them must be there: key=value, or a key alone.',
    example: 'team=shop',
  }),
  newer: argument(span, { title: 'Newer than', hint: 'Made within this time: 12h, 30d, 2w, 6m, 1y.', example: '30d' }),
  older: argument(span, { title: 'Older than', hint: 'Made before that.', example: '1y' }),
  architecture: argument(z.enum(['x86_64', 'arm64', 'i386', 'x86_64_mac', 'arm64_mac']).optional(), {
    title: 'Architecture',
    hint: 'Left out: all.',
  }),
  approved: argument(z.string().trim().toLowerCase().min(1).optional(), {
    title: 'Approved for',
    hint: 'An environment; the signature on the AMI is checked, not only its tag.',
    choices: 'environment',
    example: 'production',
  }),
  notApproved: argument(z.boolean().default(false), {
    title: 'Only those not approved',
    hint: 'Without a proven approval for that environment, or the default one.',
  }),
  state: argument(z.enum(['available', 'pending', 'failed', 'deprecated', 'disabled']).optional(), {
    title: 'State',
    hint: 'Left out: any; but deprecated AMIs of others show only when asked for.',
  }),
  account: argument(z.string().trim().optional(), {
    title: 'Account',
    hint: 'Where to look: alias or id; left out: all.',
    choices: 'account',
  }),
  region: argument(z.string().trim().optional(), {
    title: 'Region',
    hint: 'Where to look; left out: all.',
    example: 'eu-west-1',
  }),
});
export type FindInput = z.output<typeof FindInput>;
