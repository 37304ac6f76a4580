import { z } from 'zod';
import type { JobContext } from '../../core/job.ts';
import { NotLetInError, UserError } from '../../core/outcome.ts';
import { coversTaker } from '../../lookup/key-statements.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { granteeOf, grantName } from '../../lookup/share-record.ts';
import { permissionOf, type Taker } from '../../lookup/takers.ts';
import type { SharedKey, SharePlan } from './plan.ts';

const Seen = z.object({ isSeen: z.literal(true) });

const isOurs = (account: string, region: string, { settings }: JobContext): boolean =>
  settings.accounts.some(({ id, regions }) => id === account && regions.includes(region));

/** The other account's own role looks at the key: KMS has told the grant to all of itself only when that works. */
async function reachesKey(taker: Taker, key: SharedKey, context: JobContext): Promise<boolean> {
  if (taker.value === key.place.account) return true;
  try {
    const place = { account: taker.value, region: key.place.region };
    return (await context.aws.encryption(place).key(key.arn)) !== undefined;
  } catch (error) {
    if (error instanceof NotLetInError) throw error;
    if (error instanceof UserError && error.code === 'aws_denied') return false;
    throw error;
  }
}

async function keyArrived(plan: SharePlan, taker: Taker, key: SharedKey, context: JobContext): Promise<boolean> {
  const kms = context.aws.encryption(key.place);
  if (taker.kind !== 'account') return key.statements.length === 0 || coversTaker(await kms.keyPolicy(key.arn), taker);
  const name = grantName(plan.imageId, taker.value, context.settings);
  const grants = await kms.grants(key.arn, granteeOf(taker.value, key.arn));
  if (!grants.some((grant) => grant.name === name)) return false;
  return isOurs(taker.value, key.place.region, context) ? reachesKey(taker, key, context) : true;
}

/** What is missing, in words; undefined when everything arrived. */
async function missing(plan: SharePlan, context: JobContext): Promise<string | undefined> {
  const { aws } = context;
  const permissions = (await aws.ec2(plan.place).launchPermissions(plan.imageId)).map((one) => JSON.stringify(one));
  for (const taker of plan.takers) {
    if (!permissions.includes(JSON.stringify(permissionOf(taker)))) return `the launch permission of ${taker.name}`;
    for (const key of plan.keys)
      if (!(await keyArrived(plan, taker, key, context))) return `the use of ${key.name} for ${taker.name}`;
    if (taker.kind !== 'account') continue;
    for (const { snapshotId } of plan.toCopy ? plan.volumes : []) {
      const there = await aws.sharing(plan.place).volumePermissions(snapshotId);
      if (!there.some((one) => one.kind === 'account' && one.id === taker.value))
        return `the permission of ${taker.name} for ${snapshotId}`;
    }
    if (!isOurs(taker.value, plan.place.region, context)) continue;
    const place = { account: taker.value, region: plan.place.region };
    const [seen] = await aws.ec2(place).images({ ids: [plan.imageId] });
    if (!seen) return `the AMI in ${taker.name}`;
  }
  return undefined;
}

/** Looks with the eyes of the owner, and of every taker that Assay has a role in. */
export async function readBack(plan: SharePlan, since: number, context: JobContext): Promise<void> {
  await context.step('read-back', Seen, async () => {
    const what = await missing(plan, context);
    if (what === undefined) return { isSeen: true } as const;
    throw notYet(since, {
      busy: `AWS does not show ${what} yet`,
      gone: `${plan.imageId} was shared, but ${what} is not there: somebody took it away, or the account's own policies forbid it.`,
      hint: `Look at the account's policies, and at what is left with /ami show ${plan.imageId}.`,
    });
  });
}
