import { z } from 'zod';
import type { Image } from '../../core/aws.ts';
import { defineJob, type JobContext, type StepAttempt } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import { makeImage, makeImageNeeds } from '../create/make-image.ts';
import { BackupInstancePlan, BackupInstanceResult } from './plan.ts';
import { backupInstancePresentation } from './present.ts';
import { pendingImage, refuseOutside, whyNot } from './refuse.ts';

const Checked = z.object({ state: z.string(), name: z.string(), skipped: z.string().optional() });
const Made = z.object({ imageId: z.string() });
const Left = z.object({ told: z.string().optional(), removed: z.boolean() });

/** `bk-nightly-i-0a…-20261123T0300Z`: one per instance and moment, and another one for each retry of a failed one. */
function nameOf({ schedule, instanceId, moment }: BackupInstancePlan, retries: number): string {
  const stamp = new Date(moment)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return `bk-${schedule}-${instanceId}-${stamp}${retries > 0 ? `-${retries}` : ''}`;
}

/** Tags on image and snapshots: what retention goes by, and what people read. */
function backupTags(plan: BackupInstancePlan, state: string, prefix: string, name: string): Record<string, string> {
  const consistency = state === 'stopped' ? 'stopped' : plan.reboot ? 'reboot' : 'no-reboot';
  return {
    Name: name,
    [`${prefix}schedule`]: plan.schedule,
    [`${prefix}source-instance`]: plan.instanceId,
    [`${prefix}moment`]: new Date(plan.moment).toISOString(),
    [`${prefix}consistency`]: consistency,
    ...(plan.retainUntil === undefined ? {} : { [`${prefix}retain-until`]: plan.retainUntil }),
  };
}

/** What this run has made before, whatever became of the answer. */
const imagesOfRun = ({ place }: BackupInstancePlan, { aws, settings, run }: JobContext): Promise<readonly Image[]> =>
  aws.ec2(place).images({
    owners: ['self'],
    filters: [{ name: `tag:${settings.tags.prefix}run`, values: [run.id] }],
  });

/** Looked at anew: it may have waited for another AMI of the instance for hours. */
async function check(plan: BackupInstancePlan, context: JobContext): Promise<z.input<typeof Checked>> {
  const ec2 = context.aws.ec2(plan.place);
  const [ours] = (await imagesOfRun(plan, context)).filter((image) => image.state !== 'failed');
  if (!ours) refuseOutside(plan.window, plan.timeZone, Date.now());
  const [instance] = await ec2.instances({ ids: [plan.instanceId] });
  const name = ours?.name ?? nameOf(plan, context.run.retried?.count ?? 0);
  if (!instance || instance.state === 'terminated')
    return { state: 'gone', name, skipped: `${plan.instanceId} was terminated meanwhile` };
  const reason = whyNot(instance, plan.reboot);
  if (reason) throw new UserError('not_possible', reason.why, { hint: reason.hint });
  const pending = ours ? undefined : await pendingImage(ec2, plan);
  const skipped = pending && `${pending} of ${plan.instanceId} is being made at this moment`;
  return { state: instance.state, name, ...(skipped ? { skipped } : {}) };
}

/** By an earlier attempt of ours whose answer was lost, or by somebody: a retry must not wait for it again. */
const gone = (imageId: string): z.input<typeof Left> => ({ told: `${imageId} is gone.`, removed: true });

/** AWS may still show what it does not know any more. */
const unlessGone = (error: unknown): undefined => {
  if (!(error instanceof UserError && ['not_found', 'wrong_state'].includes(error.code))) throw error;
};

/** @param made the AMI the run waited for; undefined when it never came to that */
async function removeFailed(
  made: string | undefined,
  plan: BackupInstancePlan,
  context: JobContext,
  { resumed }: StepAttempt,
): Promise<z.input<typeof Left>> {
  const [image] = await imagesOfRun(plan, context);
  if (!image) {
    if (made === undefined) return { removed: false };
    // Once more after a while: AWS shows a new AMI only after some seconds.
    if (!resumed) throw new BusyError(`AWS does not show ${made} at the moment`, { waitMs: 3000 });
    return gone(made);
  }
  if (image.state !== 'failed') return { told: `${image.id} is ${image.state} and stays.`, removed: false };
  const lifecycle = context.aws.lifecycle(plan.place);
  const snapshots = await lifecycle.deregister(image.id, { withSnapshots: true }).catch(unlessGone);
  if (!snapshots) return gone(image.id);
  const left = snapshots.filter(({ outcome }) => outcome !== 'success').map(({ snapshotId }) => snapshotId);
  const but = left.length > 0 ? `; ${left.join(', ')} stayed` : '';
  return { told: `The failed AMI ${image.id} was removed${but}.`, removed: true };
}

/** One instance of a run of a schedule: an AMI with the schedule's tags. Started by the job `backup` only. */
export const backupInstanceJob = defineJob({
  name: 'backup-instance',
  doneWord: 'backed up',
  plan: BackupInstancePlan,
  result: BackupInstanceResult,
  iam: [
    ...makeImageNeeds,
    { action: 'ec2:DeregisterImage', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:DeleteSnapshot', on: ['snapshot'], only: { ownImages: true } },
  ],
  target: (plan) => ({
    place: plan.place,
    // The lock of /ami create: never two AMIs of one instance at the same time.
    subject: `instance/${plan.instanceId}`,
    about: [plan.instanceId],
  }),
  impact: () => ({}),
  present: backupInstancePresentation,
  async run(plan, context) {
    const checked = await context.step('check', Checked, () => check(plan, context));
    if (checked.skipped !== undefined)
      return { gibibytes: 0, instanceState: checked.state, isDown: false, skipped: checked.skipped };
    const { state, name } = checked;
    const made = await makeImage(
      {
        place: plan.place,
        instanceId: plan.instanceId,
        name,
        description: `Backup of ${plan.instanceId} by schedule ${plan.schedule}, by Assay`,
        noReboot: state === 'stopped' || !plan.reboot,
        tags: backupTags(plan, state, context.settings.tags.prefix, name),
        hint: 'Mend what AWS names and retry.',
      },
      context,
    );
    const gibibytes = made.snapshots.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
    const isDown = state === 'running' && made.instanceState !== 'running';
    return { imageId: made.imageId, gibibytes, instanceState: made.instanceState, isDown };
  },
  /** An AMI that AWS could not finish is worth nothing: it is removed, so that only what can be used is left. */
  async release(plan, context, steps) {
    const made = Made.safeParse(steps['create-image']).data?.imageId;
    const { told, removed } = await context.step('remove-failed', Left, (attempt) =>
      removeFailed(made, plan, context, attempt),
    );
    await context.forget('check', ...(removed ? ['create-image', 'read-back'] : []));
    return told;
  },
});
