import { z } from 'zod';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { missingSids, shareSids } from '../../lookup/key-statements.ts';
import { type Given, granteeOf, grantName, shareTag } from '../../lookup/share-record.ts';
import { permissionOf, type Taker, takerKey } from '../../lookup/takers.ts';
import type { SharePlan } from './plan.ts';

/** What is still to be given, decided once, before the first write: whatever is there by then others gave, or an earlier run. */
export const ToGive = z.object({
  launch: z.array(z.string()),
  copies: z.array(z.object({ snapshotId: z.string(), accounts: z.array(z.string()) })),
  grants: z.array(z.object({ keyArn: z.string(), account: z.string() })),
  statements: z.array(z.object({ keyArn: z.string(), sids: z.array(z.string()) })),
  /** Tags of the AMI about these takers as they were. */
  tags: z.record(z.string(), z.string()),
});
export type ToGive = z.infer<typeof ToGive>;

/** Accounts among the takers: only they can have snapshots and grants. */
export const accountsOf = (takers: readonly Taker[]): readonly string[] =>
  takers.filter(({ kind }) => kind === 'account').map(({ value }) => value);

/** Holds what the plan wants against what AWS has. */
export async function look(plan: SharePlan, context: JobContext): Promise<ToGive> {
  const { aws, settings } = context;
  const accounts = accountsOf(plan.takers);
  const [[image], permissions] = await Promise.all([
    aws.ec2(plan.place).images({ ids: [plan.imageId] }),
    aws.ec2(plan.place).launchPermissions(plan.imageId),
  ]);
  if (!image)
    throw new UserError('not_found', `${plan.imageId} is gone from AWS.`, { hint: 'It was deregistered meanwhile.' });
  const has = new Set(permissions.map((one) => JSON.stringify(one)));
  const copies = await Promise.all(
    (plan.toCopy ? plan.volumes : []).map(async ({ snapshotId }) => {
      const there = await aws.sharing(plan.place).volumePermissions(snapshotId);
      const missing = accounts.filter((id) => !there.some((one) => one.kind === 'account' && one.id === id));
      return { snapshotId, accounts: missing };
    }),
  );
  const keys = await Promise.all(
    plan.keys.map(async ({ arn, place, statements }) => {
      const keys = aws.encryption(place);
      const missing = await Promise.all(
        accounts.map(async (account) => {
          const grants = await keys.grants(arn, granteeOf(account, arn));
          return grants.some(({ name }) => name === grantName(plan.imageId, account, settings)) ? [] : [account];
        }),
      );
      const sids = statements.length > 0 ? missingSids(await keys.keyPolicy(arn), statements) : [];
      return { arn, accounts: missing.flat(), sids };
    }),
  );
  const tagKeys = plan.takers.map((taker) => shareTag(takerKey(taker), settings));
  return {
    launch: plan.takers.filter((taker) => !has.has(JSON.stringify(permissionOf(taker)))).map(({ value }) => value),
    copies: copies.filter((copy) => copy.accounts.length > 0),
    grants: keys.flatMap(({ arn, accounts: missing }) => missing.map((account) => ({ keyArn: arn, account }))),
    statements: keys.flatMap(({ arn, sids }) => (sids.length > 0 ? [{ keyArn: arn, sids: [...sids] }] : [])),
    tags: Object.fromEntries(Object.entries(image.tags).filter(([key]) => tagKeys.includes(key))),
  };
}

/** This run's part of the record about one taker; undefined when it gives that taker nothing. */
export function entryFor(taker: Taker, plan: SharePlan, todo: ToGive, runId: string): Given | undefined {
  const launch = todo.launch.includes(taker.value);
  const snapshots = todo.copies
    .filter(({ accounts }) => accounts.includes(taker.value))
    .map(({ snapshotId }) => snapshotId);
  const devices = plan.volumes.filter(({ snapshotId }) => snapshots.includes(snapshotId)).map(({ device }) => device);
  const own = shareSids(plan.imageId, taker);
  const key =
    todo.grants.some(({ account }) => account === taker.value) ||
    todo.statements.some(({ sids }) => sids.some((sid) => own.includes(sid)));
  return launch || devices.length > 0 || key ? { runId, launch, devices, key } : undefined;
}
