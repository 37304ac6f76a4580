import type { Ec2Reader } from '../core/aws.ts';

/** Which of these snapshots AWS still shows. */
export async function snapshotsLeft(ids: readonly string[], ec2: Pick<Ec2Reader, 'snapshots'>): Promise<string[]> {
  if (ids.length === 0) return [];
  return (await ec2.snapshots({ ids })).map(({ id }) => id);
}
