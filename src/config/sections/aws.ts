import { z } from 'zod';
import { AccountId, KeyArn, Name, Region, RoleArn } from './values.ts';

/** What Assay is on AWS. */
export const Aws = z.strictObject({
  region: Region,
  /** The hub role Assay itself runs as; `assay policy` writes the trust policies for it. */
  hubRole: RoleArn,
  organization: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'write the organisation id: o-…')
    .optional(),
  signingKey: KeyArn.optional(),
  /** They prove what they signed, and never sign again. */
  formerSigningKeys: z
    .array(KeyArn)
    .max(10, 'name at most ten; promote again what an older key signed, and take the key out')
    .default([]),
  /** Break-glass roles, exempt from the guard rails `assay policy` writes; never from the approval tags' own. */
  administrators: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws[a-z-]*:iam::(\d{12}|\*):role\/[\w+=,.@*/-]+$/,
          'write ARNs of roles; * stands for any account',
        ),
    )
    .default([]),
  /** Share of AWS's request limits Assay may use; others in the account need the rest. */
  limitShare: z.number().min(0.05).max(1).default(0.5),
});

/** Names for the parts of the AWS organisation that AMIs are shared with; its id stands in `aws.organization`. */
export const Organization = z.strictObject({
  managementAccount: AccountId,
  units: z
    .array(
      z.strictObject({
        alias: Name,
        id: z.string().regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'write the id of the unit: ou-…-…'),
      }),
    )
    .default([]),
});
