import { z } from 'zod';
import type { FleetWriter, NewMachine } from '../../core/aws-fleet.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { BusyError, StaleError, UserError } from '../../core/outcome.ts';
import { evidenceNeeds } from '../../lookup/evidence.ts';
import { confirmApproved } from '../../lookup/launch-approval.ts';
import { launchNeeds } from '../../lookup/launch-needs.ts';
import { endedBadly, launchOnce, launchToken, releaseLaunch } from '../../lookup/launch-once.ts';
import { portraitNeeds, portraitSoon, userDataDigest } from '../../lookup/machine-portrait.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { whileShown } from '../../lookup/while-shown.ts';
import { CreateResult } from '../create/result.ts';
import { compare } from './compare.ts';
import { givenOf, MigratePlan } from './plan.ts';
import { migratePresentation } from './present.ts';
import { Comparison, MigrateResult } from './result.ts';

const Ok = z.object({ ok: z.literal(true) });
const ok: z.output<typeof Ok> = { ok: true };
/** What the version before has recorded says neither when nor what: long ago, and stopped. */
const Ordered = Ok.extend({ at: z.number().default(0) });
const Ended = Ok.extend({ state: z.string().default('stopped') });

/** The new instance, like the old one. */
function likeMachine(plan: MigratePlan, imageId: string, { run, settings }: JobContext): NewMachine {
  const { prefix } = settings.tags;
  const { tags, securityGroups, profileArn, volumes, ...same } = plan.settings;
  const own = {
    [`${prefix}run`]: run.id,
    [`${prefix}requester`]: run.requester.userId,
    [`${prefix}moved-from`]: plan.instanceId,
  };
  return {
    ...same,
    imageId,
    subnetId: plan.subnet.id,
    securityGroupIds: securityGroups.map(({ id }) => id),
    profile: profileArn,
    volumes: volumes.map((volume) => ({ ...volume, iops: volume.iops, throughput: volume.throughput })),
    tags: { ...tags, ...own },
    partTags: { ...(plan.instanceName ? { Name: plan.instanceName } : {}), ...own },
    clientToken: launchToken(run, plan.zone),
  };
}

/** User data is not in the plan, since it may hold secrets: it must still be what it was when people looked. */
async function userDataNow(plan: MigratePlan, fleet: FleetWriter): Promise<string | undefined> {
  const { userData } = await fleet.attributes(plan.instanceId);
  if (userDataDigest(userData) !== plan.userData?.digest)
    throw new StaleError([`the user data of ${plan.instanceId} was changed`]);
  return userData;
}

/** AWS's word on whether the launch would be allowed, before anything is rebooted for it. */
async function askBefore(plan: MigratePlan, context: JobContext, fleet: FleetWriter): Promise<{ ok: true }> {
  try {
    const imageId = 'imageId' in plan.image ? plan.image.imageId : plan.image.sourceImageId;
    await fleet.mayRun(likeMachine(plan, imageId, context));
  } catch (error) {
    if ('imageId' in plan.image) throw error;
    // The AMI it once came from may be gone, which says nothing about the one to be made: only a refusal counts.
    if (!(error instanceof UserError) || ['aws_denied', 'not_allowed'].includes(error.code)) throw error;
  }
  return ok;
}

async function imageOf(plan: MigratePlan, context: JobContext): Promise<string> {
  if ('imageId' in plan.image) return plan.image.imageId;
  const [image] = await context.children([{ key: 'image', job: 'create', plan: plan.image }]);
  if (image?.state === 'done') return CreateResult.parse(image.result).imageId;
  throw new UserError(
    'aws_failed',
    `The AMI could not be made, so nothing was launched. ${image?.ending.message ?? ''}`,
    {
      hint: image?.ending.hint ?? 'Try again, or look at it with /ami status.',
    },
  );
}

/** Somebody ended it: it runs no more, and nothing brings it back. */
const isEnded = (state: string): boolean => ['shutting-down', 'terminated', 'gone'].includes(state);

/**
 * Stops the old one and waits for it.
 * @returns what it is then
 * @throws UserError when somebody has started it again
 */
async function stopSource({ instanceId }: MigratePlan, context: JobContext, fleet: FleetWriter): Promise<string> {
  const stateNow = async (): Promise<string> => (await fleet.machines({ ids: [instanceId] }))[0]?.state ?? 'gone';
  const { at } = await context.step('stop-source', Ordered, async () => {
    if (!isEnded(await stateNow())) await fleet.stop(instanceId);
    return { ...ok, at: Date.now() };
  });
  const { state } = await context.step('source-stopped', Ended, async () => {
    const now = await stateNow();
    if (now === 'stopped' || isEnded(now)) return { ...ok, state: now };
    if (now === 'stopping') throw new BusyError(`${instanceId} is stopping`, { waitMs: 5000 });
    throw notYet(at, {
      busy: `${instanceId} is ${now}, not stopped yet`,
      gone: `${instanceId} was stopped and is ${now} again: somebody started it.`,
      hint: 'Ask whoever started it. A retry stops it once more; what it writes until then is not on the new one.',
    });
  });
  return state;
}

/** An instance moved to another zone: an AMI of it, made now or before, a like instance there, and both side by side. */
export const migrateJob = defineJob({
  name: 'migrate',
  doneWord: 'moved',
  plan: MigratePlan,
  result: MigrateResult,
  iam: [
    ...portraitNeeds,
    ...reads('ec2:DescribeImages'),
    ...evidenceNeeds,
    ...launchNeeds,
    { action: 'ec2:StopInstances', on: ['instance'] },
  ],
  target: (plan) => ({
    place: plan.place,
    // The instance itself is locked by the run that makes its AMI; where there is one, nothing of it is touched but its state.
    subject: `move/${plan.instanceId}`,
    about: [plan.instanceId],
  }),
  startsGently: ({ image }) => 'consistency' in image && image.consistency === 'reboot',
  impact: () => ({}),
  present: migratePresentation,
  async run(plan, context) {
    const fleet = context.aws.fleet(plan.place);
    await context.progress({ phase: 'asking AWS' });
    await context.step('ask-before', Ok, () => askBefore(plan, context, fleet));
    const given = givenOf(plan);
    if (!given) await context.progress({ phase: 'making the AMI' });
    const imageId = await imageOf(plan, context);
    await context.progress({ phase: `launching in ${plan.zone}` });
    const { instanceId } = await context.step('launch', z.object({ instanceId: z.string() }), async () => {
      const userData = await userDataNow(plan, fleet);
      if (given?.approval !== undefined) await confirmApproved(imageId, plan.place, given.environment, context);
      return whileShown({ place: plan.place, imageId }, context, () =>
        launchOnce(fleet, { ...likeMachine(plan, imageId, context), userData }, context),
      );
    });
    const seen = await context.until({ watch: 'instance', place: plan.place, target: instanceId });
    if (seen.state !== 'done') throw endedBadly(instanceId, seen);
    const compared = await context.step(
      'compare',
      Comparison.extend({ volumeIds: z.array(z.string()), sourceState: z.string() }),
      async () => {
        const [before, after] = await Promise.all([
          portraitSoon(plan.instanceId, fleet),
          portraitSoon(instanceId, fleet),
        ]);
        return {
          ...compare(before, after, context.settings.tags.prefix),
          volumeIds: after.volumes.map(({ id }) => id),
          sourceState: before.machine.state,
        };
      },
    );
    if (plan.stopSource && compared.sourceState !== 'stopped') {
      await context.progress({ phase: `stopping ${plan.instanceId}` });
      const sourceState = await stopSource(plan, context, fleet);
      return { ...compared, imageId, instanceId, sourceState };
    }
    return { ...compared, imageId, instanceId };
  },
  async release(plan, context) {
    // A retry stops anew what somebody has started.
    await context.forget('stop-source');
    return releaseLaunch(context.aws.fleet(plan.place), context);
  },
  undo(plan, steps, run) {
    const launched = z.object({ instanceId: z.string() }).safeParse(steps['launch']);
    if (!launched.success) return [];
    return [{ kind: 'instance', place: plan.place, instanceId: launched.data.instanceId, runId: run.id }];
  },
});
