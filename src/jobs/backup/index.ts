import { z } from 'zod';
import { type IamNeed, reads, readsReferences } from '../../core/iam.ts';
import { type ChildEnd, type ChildRequest, defineJob, type JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { unlessBusy } from '../../lookup/everywhere.ts';
import { findInstances } from '../../lookup/find-instances.ts';
import { placeName } from '../../lookup/places.ts';
import { BackupInstanceResult } from '../backup-instance/plan.ts';
import { refuseOutside } from '../backup-instance/refuse.ts';
import { BackupPlan } from './plan.ts';
import { backupPresentation, isQuiet } from './present.ts';
import { prune } from './prune.ts';
import { type BackedUp, BackupResult } from './result.ts';

const dayMs = 86_400_000;

const Found = z.object({
  instances: z.array(
    z.object({
      place: z.object({ account: z.string(), region: z.string() }),
      id: z.string(),
      name: z.string().optional(),
    }),
  ),
  /** What could not be found or seen, a sentence each. */
  troubles: z.array(z.string()),
});
type Found = z.infer<typeof Found>;

async function find(plan: BackupPlan, context: JobContext): Promise<Found> {
  if (plan.by !== 'hand') refuseOutside(plan.window, plan.timeZone, Date.now());
  const { found, unseen, missing } = await findInstances(plan.instances, context, plan);
  unlessBusy(unseen);
  const troubles = [
    ...unseen.map(({ place, why }) => `${placeName(place, context.settings)} cannot be seen: ${why}`),
    ...missing.map((text) => `nothing fits ${text} now`),
  ];
  if (found.length === 0)
    throw new UserError('not_found', `Schedule ${plan.schedule} found no instance: ${troubles.join('; ')}.`, {
      hint: 'Nothing was backed up. Mend the tag or the name, or remove the schedule.',
    });
  return { instances: found.map(({ place, id, name }) => ({ place, id, ...(name ? { name } : {}) })), troubles };
}

function requestFor({ place, id, name }: Found['instances'][number], plan: BackupPlan): ChildRequest {
  const { schedule, moment, reboot, timeZone, window, retention, by } = plan;
  return {
    key: `${place.account}/${place.region}/${id}`,
    job: 'backup-instance',
    plan: {
      place,
      instanceId: id,
      ...(name === undefined ? {} : { instanceName: name }),
      schedule,
      moment,
      reboot,
      timeZone,
      ...(retention.days === undefined ? {} : { retainUntil: new Date(moment + retention.days * dayMs).toISOString() }),
      ...(window && by !== 'hand' ? { window } : {}),
    },
  };
}

/** What came of the children, by instance. */
function sorted(instances: Found['instances'], ends: readonly ChildEnd[]) {
  const created: BackedUp[] = [];
  const skipped: BackupResult['skipped'] = [];
  const failed: string[] = [];
  for (const [index, { place, id, name }] of instances.entries()) {
    const end = ends[index];
    const parsed = end?.state === 'done' ? BackupInstanceResult.safeParse(end.result) : undefined;
    if (!parsed?.success) {
      failed.push(`${name ?? id}: ${end?.ending.message ?? 'it ended without a word.'}`);
      continue;
    }
    const { imageId, skipped: why, ...made } = parsed.data;
    if (imageId === undefined) skipped.push({ instanceId: id, why: why ?? 'no reason was given' });
    else created.push({ place, instanceId: id, ...(name ? { instanceName: name } : {}), ...made, imageId });
  }
  return { created, skipped, failed };
}

/** So many ids fit into the sentence of an ending. */
const mostNamed = 20;

const someOf = (ids: readonly string[]): string =>
  `${ids.slice(0, mostNamed).join(', ')}${ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''}`;

const removes: readonly IamNeed[] = [
  { action: 'ec2:DeregisterImage', on: ['image'], only: { ownImages: true } },
  { action: 'ec2:DeleteSnapshot', on: ['snapshot'], only: { ownImages: true } },
];

/** AMIs of all instances of a schedule, then its retention. Started by the clock or by `/ami schedules run`. */
export const backupJob = defineJob({
  name: 'backup',
  doneWord: 'backed up',
  plan: BackupPlan,
  result: BackupResult,
  iam: [
    ...reads('ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeImageAttribute', 'ec2:DescribeSnapshots'),
    ...readsReferences,
    ...removes,
  ],
  target: (plan) => ({ place: plan.place, subject: `backup/${plan.schedule}`, about: [] }),
  // What retention removes was agreed to when the schedule was stored.
  impact: () => ({}),
  present: backupPresentation,
  quiet: (_plan, result) => isQuiet(result),
  /** What was found is found anew when it is tried again. */
  async release(_plan, context) {
    await context.forget('find');
    return undefined;
  },
  async run(plan, context) {
    await context.progress({ phase: 'looking for instances' });
    const { instances, troubles } = await context.step('find', Found, () => find(plan, context));
    const ends = await context.children(instances.map((instance) => requestFor(instance, plan)));
    const { created, skipped, failed } = sorted(instances, ends);
    const { pruned, kept } = await prune(plan, created, context);
    const bad = [...failed, ...troubles];
    if (bad.length === 0) return { created, pruned, kept, skipped };
    const done =
      created.length > 0
        ? `${created.length} of ${instances.length} instances were backed up`
        : 'Nothing was backed up';
    const removed = pruned.length > 0 ? `, and removed ${someOf(pruned.map(({ imageId }) => imageId))}` : '';
    throw new UserError('aws_failed', `${done}${removed}. ${bad.map((one) => one.replace(/\.$/, '')).join('; ')}.`, {
      hint: 'Mend what is named and retry: what worked stays as it is.',
    });
  },
});
