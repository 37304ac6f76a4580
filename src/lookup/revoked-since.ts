import type { Statement } from '../approvals/attestation.ts';
import type { Records } from '../core/command.ts';
import { readRecord } from './own-record.ts';

/** The step in which a revocation takes an AMI's tags away. */
export const revocationStep = (imageId: string): string => `revoke:${imageId}`;

/**
 * Old tags with a true signature can be put back by hand after a revocation; the log knows better than the tags.
 * Both kinds of run hold the AMI's lock, so their ends are in the order in which they wrote. A revocation may have been
 * asked for long before; and where the approval's own run is lost, or cannot be read, its last vote dates it.
 */
export async function revokedSince(
  imageId: string,
  statement: Statement,
  environment: string,
  records: Pick<Records, 'run' | 'runs'>,
): Promise<string | undefined> {
  const own = await readRecord(statement.request, records);
  const approvedAt = typeof own === 'object' ? own.changedAt : Date.parse(statement.at);
  const all = await records.runs({ about: imageId, job: 'revoke', limit: Number.POSITIVE_INFINITY });
  const later = all.find(
    (run) =>
      run.job === 'revoke' &&
      (run.plan as { readonly environment?: unknown }).environment === environment &&
      run.changedAt > approvedAt &&
      // One that was refused at a copy, or stopped there, has taken this AMI's tags away all the same.
      (run.state === 'done' || run.steps[revocationStep(imageId)]?.state === 'done'),
  );
  return later && `It was revoked later by run ${later.id}: these are old tags that somebody put back.`;
}
