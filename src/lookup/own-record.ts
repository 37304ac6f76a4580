import type { Statement } from '../approvals/attestation.ts';
import { checkRecord, type RecordFault } from '../approvals/check-record.ts';
import type { Records } from '../core/command.ts';
import type { Run } from '../core/run.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';

/** What Assay's own record of an approval says beside what was signed. The proof does not need it. */
export type OwnRecord =
  | { readonly kind: 'gone' }
  | { readonly kind: 'fits'; readonly unproven: readonly string[] }
  | { readonly kind: 'differs'; readonly faults: readonly RecordFault[]; readonly run: Run | undefined };

/** The record of a request; what cannot be read is as good as lost, and never in the way of a proof. */
export const readRecord = (id: string, records: Pick<Records, 'run'>): Promise<Run | 'unreadable' | undefined> =>
  records.run(id).catch((error: unknown) => {
    if (error instanceof UnreadableRecord) return 'unreadable';
    throw error;
  });

/**
 * Looks for the record of the request that a proven statement names, and holds it against it, vote by vote.
 * @throws what reading records throws
 */
export async function ownRecord(statement: Statement, records: Pick<Records, 'run' | 'sealFault'>): Promise<OwnRecord> {
  const run = await readRecord(statement.request, records);
  if (run === undefined) return { kind: 'gone' };
  if (run === 'unreadable') return { kind: 'differs', faults: [{ kind: 'unreadable' }], run: undefined };
  const { faults, unproven } = checkRecord(run, statement, records.sealFault);
  return faults.length === 0 ? { kind: 'fits', unproven } : { kind: 'differs', faults, run };
}
