import type { AccountAccess } from '../core/aws.ts';
import type { ConfigFile } from './schema.ts';

/** How Assay gets into each account. */
export const accessOf = (file: ConfigFile): readonly AccountAccess[] =>
  file.accounts.map(({ alias, id, regions, readRole, writeRole, externalId, instanceRoles }) => ({
    alias,
    id,
    regions,
    readRoleArn: readRole,
    writeRoleArn: writeRole,
    externalId,
    instanceRoles,
  }));
