import { z } from 'zod';
import { ebsOperations } from '../../core/aws-encryption.ts';
import type { JobContext } from '../../core/job.ts';
import type { Json } from '../../core/json.ts';
import { BusyError, NotLetInError, UserError } from '../../core/outcome.ts';
import { isFresh } from '../../lookup/not-yet.ts';
import { takeLaunchPermissions, takeVolumePermission } from '../../lookup/take-permissions.ts';
import type { CopyPlan, TemporaryAccess } from './plan.ts';

/** What an account had before this run gave it anything: that stays. */
const Had = z.object({ launch: z.boolean(), snapshotIds: z.array(z.string()), lookedAt: z.number() });
type Had = z.infer<typeof Had>;
const Nothing = z.object({});

const stepsOf = ({ account }: TemporaryAccess) => ({
  had: `had:${account}`,
  give: `give:${account}`,
  usable: `usable:${account}`,
  back: `back:${account}`,
});

/** One name per run, account and key: a repeated grant is the same grant, and it is found again without its id. */
const grantName = ({ account }: TemporaryAccess, { run }: JobContext): string => `assay/copy/${run.id}/${account}`;

const snapshotIdsOf = ({ source }: CopyPlan): readonly string[] => source.volumes.map(({ snapshotId }) => snapshotId);

async function lookAtAccess(plan: CopyPlan, access: TemporaryAccess, context: JobContext): Promise<Had> {
  const { place, imageId } = plan.source;
  const sharing = context.aws.sharing(place);
  const permissions = await context.aws.ec2(place).launchPermissions(imageId);
  const snapshotIds: string[] = [];
  for (const id of snapshotIdsOf(plan))
    if ((await sharing.volumePermissions(id)).some((one) => one.kind === 'account' && one.id === access.account))
      snapshotIds.push(id);
  const launch = permissions.some((one) => one.kind === 'account' && one.id === access.account);
  return { launch, snapshotIds, lookedAt: Date.now() };
}

/**
 * Lets the target's own role read the AMI: keys first, then snapshots, the AMI last, so that nothing can be seen before
 * it can be used. What stood before is written down before anything is given.
 */
export async function giveAccess(plan: CopyPlan, access: TemporaryAccess, context: JobContext): Promise<Had> {
  const { place, imageId } = plan.source;
  const steps = stepsOf(access);
  const had = await context.step(steps.had, Had, () => lookAtAccess(plan, access, context));
  await context.step(steps.give, Nothing, async () => {
    for (const keyArn of access.keyArns)
      await context.aws.encryption(place).createGrant({
        keyArn,
        grantee: access.roleArn,
        operations: ebsOperations,
        name: grantName(access, context),
      });
    const sharing = context.aws.sharing(place);
    for (const id of snapshotIdsOf(plan).filter((id) => !had.snapshotIds.includes(id)))
      await sharing.addVolumePermission(id, access.account);
    if (!had.launch) await sharing.addLaunchPermissions(imageId, [{ kind: 'account', id: access.account }]);
    return {};
  });
  await context.step(steps.usable, Nothing, async () => {
    for (const keyArn of access.keyArns) await demandUsable(keyArn, access, had.lookedAt, context);
    return {};
  });
  return had;
}

/** A grant is known everywhere after seconds, seldom minutes; a copy that starts earlier fails long afterwards. */
async function demandUsable(
  keyArn: string,
  access: TemporaryAccess,
  since: number,
  context: JobContext,
): Promise<void> {
  const region = keyArn.split(':')[3] ?? '';
  try {
    const key = await context.aws.encryption({ account: access.account, region }).key(keyArn);
    if (key) return;
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof NotLetInError || !isFresh(since)) throw error;
  }
  throw new BusyError(`${access.account} cannot use the source's key yet`, { waitMs: 5000 });
}

/** Takes back what this run gave, and nothing else. Safe to repeat, and whatever became of the source meanwhile. */
export async function takeAccessBack(
  plan: CopyPlan,
  access: TemporaryAccess,
  had: Had,
  context: JobContext,
): Promise<void> {
  const { place } = plan.source;
  await context.step(stepsOf(access).back, Nothing, async ({ resumed }) => {
    if (!had.launch)
      await takeLaunchPermissions(plan.source, [{ kind: 'account', id: access.account }], context, resumed);
    for (const snapshotId of snapshotIdsOf(plan).filter((id) => !had.snapshotIds.includes(id)))
      await takeVolumePermission({ place, snapshotId }, access.account, context, resumed);
    const encryption = context.aws.encryption(place);
    for (const keyArn of access.keyArns)
      for (const grant of await encryption.grants(keyArn, access.roleArn))
        if (grant.name === grantName(access, context)) await encryption.revokeGrant(keyArn, grant.id);
    return {};
  });
}

/** What was given, or may have been, and was not taken back yet. */
export function accessToTakeBack(
  plan: CopyPlan,
  steps: Readonly<Record<string, Json>>,
): readonly { readonly access: TemporaryAccess; readonly had: Had }[] {
  return plan.access.flatMap((access) => {
    const { had, back } = stepsOf(access);
    const read = Had.safeParse(steps[had]);
    return read.success && steps[back] === undefined ? [{ access, had: read.data }] : [];
  });
}

/** When it is tried again, what stands then is looked at anew, and given anew. */
export const forgetAccess = (plan: CopyPlan, context: JobContext): Promise<void> =>
  context.forget(...plan.access.flatMap((access) => Object.values(stepsOf(access))));
