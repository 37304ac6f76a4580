import { z } from 'zod';
import { AccountId, ChannelId, KeyName, Name, Region, RoleArn } from './values.ts';

/** One account Assay works in. */
export const Account = z.strictObject({
  alias: Name,
  id: AccountId,
  environment: Name,
  regions: z.array(Region).min(1, 'name at least one Region'),
  readRole: RoleArn,
  writeRole: RoleArn,
  externalId: z.string().min(2).max(1224).optional(),
  /** Customer managed key by Region: copies into this account are encrypted under it. */
  keys: z.record(Region, KeyName).default({}),
  /** Roles `launch` and `migrate` may hand to instances. Whoever gets onto such an instance can do what its role may. */
  instanceRoles: z
    .array(z.string().regex(/^[\w+=,.@*/-]{1,128}$/, 'write names of roles, not ARNs; * stands for any text'))
    .default([]),
  /** Where violations of this account are told. */
  alerts: ChannelId.optional(),
});
