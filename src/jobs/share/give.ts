import { z } from 'zod';
import { ebsOperations } from '../../core/aws-encryption.ts';
import type { JobContext } from '../../core/job.ts';
import { withStatements } from '../../lookup/key-statements.ts';
import { granteeOf, grantName, readShares, shareTag, shareValue } from '../../lookup/share-record.ts';
import { permissionOf, takerKey } from '../../lookup/takers.ts';
import { entryFor, look, ToGive } from './look.ts';
import type { SharePlan } from './plan.ts';
import { GivenGrant, ShareRecord, type ShareResult } from './result.ts';

const Written = z.object({ at: z.number() });

/** The record stands on the AMI before anything is given: what a crash leaves behind can then be told and taken back. */
async function writeRecord(plan: SharePlan, todo: ToGive, context: JobContext): Promise<void> {
  const { settings, run } = context;
  const before = readShares(todo.tags, settings);
  const tags = plan.takers.flatMap((taker) => {
    const entry = entryFor(taker, plan, todo, run.id);
    if (!entry) return [];
    const others = (before.get(takerKey(taker)) ?? []).filter(({ runId }) => runId !== run.id);
    const key = shareTag(takerKey(taker), settings);
    return [{ key, value: shareValue([...others, entry]), entry: shareValue([entry]) }];
  });
  if (tags.length === 0) return;
  await context.step('record', ShareRecord, async () => {
    const values = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
    await context.aws.ec2(plan.place).createTags([plan.imageId], values);
    return { at: Date.now(), entries: Object.fromEntries(tags.map(({ key, entry }) => [key, entry])) };
  });
}

async function giveKeys(plan: SharePlan, todo: ToGive, context: JobContext): Promise<ShareResult['grants']> {
  const { aws, settings } = context;
  const grants: ShareResult['grants'] = [];
  for (const { keyArn, account } of todo.grants) {
    const place = plan.keys.find(({ arn }) => arn === keyArn)?.place ?? plan.place;
    const grant = await context.step(`grant:${keyArn}:${account}`, GivenGrant, async () => {
      const { grantId } = await aws.encryption(place).createGrant({
        keyArn,
        grantee: granteeOf(account, keyArn),
        operations: ebsOperations,
        name: grantName(plan.imageId, account, settings),
      });
      return { keyArn, account, grantId };
    });
    grants.push(grant);
  }
  for (const { keyArn, sids } of todo.statements) {
    const key = plan.keys.find(({ arn }) => arn === keyArn);
    await context.step(`policy:${keyArn}`, Written, async () => {
      const kms = aws.encryption(key?.place ?? plan.place);
      const wanted = (key?.statements ?? []).filter((statement) => sids.includes(String(statement['Sid'])));
      // Read again in every attempt, and put together by Sid: what others write in between is not lost.
      await kms.putKeyPolicy(keyArn, withStatements(await kms.keyPolicy(keyArn), wanted));
      return { at: Date.now() };
    });
  }
  return grants;
}

/** Gives what is not there yet: the keys, the snapshots, the AMI, in this order. */
export async function give(
  plan: SharePlan,
  context: JobContext,
): Promise<{ readonly result: ShareResult; readonly at: number }> {
  const sharing = context.aws.sharing(plan.place);
  const todo = await context.step('look', ToGive, async () => {
    if (context.run.approval) await context.confirmApproval();
    return look(plan, context);
  });
  await writeRecord(plan, todo, context);
  if (todo.grants.length + todo.statements.length > 0) await context.progress({ phase: 'giving the keys' });
  const grants = await giveKeys(plan, todo, context);
  if (todo.copies.length > 0) await context.progress({ phase: 'giving the snapshots' });
  for (const { snapshotId, accounts } of todo.copies)
    for (const account of accounts)
      await context.step(`copy:${snapshotId}:${account}`, Written, async () => {
        await sharing.addVolumePermission(snapshotId, account);
        return { at: Date.now() };
      });
  await context.progress({ phase: 'giving the AMI' });
  const { at } = await context.step('launch', Written, async () => {
    const permissions = plan.takers.filter(({ value }) => todo.launch.includes(value)).map(permissionOf);
    if (permissions.length > 0) await sharing.addLaunchPermissions(plan.imageId, permissions);
    return { at: Date.now() };
  });
  return { result: { launch: todo.launch, copies: todo.copies, grants, statements: todo.statements }, at };
}
