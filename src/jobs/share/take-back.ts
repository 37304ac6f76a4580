import { z } from 'zod';
import type { Place } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { sidsIn, withoutStatements } from '../../lookup/key-statements.ts';
import { granteeOf, grantName } from '../../lookup/share-record.ts';
import { takeLaunchPermissions, takeVolumePermission } from '../../lookup/take-permissions.ts';
import { permissionOf, type Taker } from '../../lookup/takers.ts';

/** What is taken back from one taker. */
export interface Returned {
  readonly taker: Taker;
  readonly launch: boolean;
  readonly snapshotIds: readonly string[];
  /** Grants named after AMI and account, and statements by their Sids. */
  readonly keys: readonly { readonly arn: string; readonly place: Place; readonly sids: readonly string[] }[];
}

const Done = z.object({ count: z.number() });

/**
 * Takes back, the AMI first, then its snapshots, then the keys: nobody is left with an AMI that cannot be launched. Every
 * call may be repeated; what is gone already is fine, also the AMI itself.
 * @param forget told which steps of a share have no effect any more, as soon as it is so: what comes later may be refused
 */
export async function takeBack(
  image: { readonly place: Place; readonly imageId: string },
  returned: readonly Returned[],
  context: JobContext,
  forget: (...steps: readonly string[]) => Promise<void> = async () => {},
): Promise<void> {
  const { aws, settings } = context;
  const launch = returned.filter((one) => one.launch).map(({ taker }) => permissionOf(taker));
  if (launch.length > 0) {
    await context.step('take-launch', Done, async ({ resumed }) => {
      await takeLaunchPermissions(image, launch, context, resumed);
      return { count: launch.length };
    });
    await forget('launch', 'read-back');
  }
  for (const { taker, snapshotIds } of returned)
    for (const snapshotId of snapshotIds) {
      await context.step(`take-copy:${snapshotId}:${taker.value}`, Done, async ({ resumed }) => {
        await takeVolumePermission({ place: image.place, snapshotId }, taker.value, context, resumed);
        return { count: 1 };
      });
      await forget(`copy:${snapshotId}:${taker.value}`);
    }
  for (const { taker, keys } of returned)
    for (const { arn, place, sids } of keys) {
      const kms = aws.encryption(place);
      if (taker.kind === 'account') {
        await context.step(`take-grant:${arn}:${taker.value}`, Done, async () => {
          const name = grantName(image.imageId, taker.value, settings);
          const grants = await kms.grants(arn, granteeOf(taker.value, arn));
          const ours = grants.filter((grant) => grant.name === name);
          for (const { id } of ours) await kms.revokeGrant(arn, id);
          return { count: ours.length };
        });
        await forget(`grant:${arn}:${taker.value}`);
      }
      if (sids.length > 0) {
        await context.step(`take-policy:${arn}:${taker.value}`, Done, async () => {
          const policy = await kms.keyPolicy(arn);
          const there = sidsIn(policy).filter((sid) => sids.includes(sid));
          // Where none of them was written, there is nothing to write and nothing that could be refused.
          if (there.length > 0) await kms.putKeyPolicy(arn, withoutStatements(policy, sids));
          return { count: there.length };
        });
        await forget(`policy:${arn}`);
      }
    }
}
