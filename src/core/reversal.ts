import { z } from 'zod';

const Place = z.object({ account: z.string(), region: z.string() });

/** Whom an AMI is shared with, as it crosses Redis. */
const Permission = z.union([
  z.object({ kind: z.literal('account'), id: z.string() }),
  z.object({ kind: z.enum(['organization', 'unit']), arn: z.string() }),
  z.object({ kind: z.literal('public') }),
]);

/**
 * One thing a run made or gave that *Undo* would take back. A closed list of data: people see it, approve it and read it
 * in the audit log before anything happens. What carries a tag is touched only while that tag still names the run.
 */
export const Reversal = z.discriminatedUnion('kind', [
  /** Deregisters the AMI and deletes its snapshots. */
  z.object({ kind: z.literal('image'), place: Place, imageId: z.string(), runId: z.string() }),
  /** Terminates the instance. */
  z.object({ kind: z.literal('instance'), place: Place, instanceId: z.string(), runId: z.string() }),
  /** Removes launch permissions. */
  z.object({
    kind: z.literal('launch-permission'),
    place: Place,
    imageId: z.string(),
    permissions: z.array(Permission),
  }),
  /** Removes accounts from the permission to make volumes of snapshots. */
  z.object({
    kind: z.literal('volume-permission'),
    place: Place,
    snapshotIds: z.array(z.string()),
    accounts: z.array(z.string()),
  }),
  /** Revokes a grant on a KMS key. */
  z.object({ kind: z.literal('grant'), place: Place, keyArn: z.string(), grantId: z.string() }),
  /** Removes statements from the policy of a KMS key, by their Sids. */
  z.object({ kind: z.literal('key-statements'), place: Place, keyArn: z.string(), sids: z.array(z.string()) }),
  /**
   * Takes what the run wrote out of a tag whose value is a list, its entries apart by a space; what others wrote into it
   * stays, and with its last entry the tag goes.
   */
  z.object({ kind: z.literal('tag'), place: Place, imageId: z.string(), key: z.string(), entry: z.string() }),
  /** Ends an exemption: what it silenced is told again. */
  z.object({ kind: z.literal('exemption'), place: Place, exemptionId: z.string() }),
]);
export type Reversal = z.infer<typeof Reversal>;
