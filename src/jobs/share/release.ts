import { z } from 'zod';
import type { Image } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import type { Json } from '../../core/json.ts';
import { BusyError } from '../../core/outcome.ts';
import { shareSids } from '../../lookup/key-statements.ts';
import { type Given, readShares, shareTag, shareValue, snapshotsGiven } from '../../lookup/share-record.ts';
import { type Taker, takerKey } from '../../lookup/takers.ts';
import type { SharePlan } from './plan.ts';
import { ShareRecord } from './result.ts';
import { type Returned, takeBack } from './take-back.ts';

const Done = z.object({ count: z.number() });
const Seen = z.object({ isThere: z.boolean() });

type Records = ReadonlyMap<string, readonly Given[]>;

/** The AMI with its record; undefined once AWS has not shown it twice: then somebody deregistered it. */
async function recordedOn(plan: SharePlan, context: JobContext): Promise<Image | undefined> {
  const look = async (): Promise<Image | undefined> =>
    (await context.aws.ec2(plan.place).images({ ids: [plan.imageId] }))[0];
  const notShown = (): BusyError => new BusyError(`AWS does not show ${plan.imageId} at the moment`, { waitMs: 3000 });
  const { isThere } = await context.step('look', Seen, async ({ resumed }) => {
    const isThere = (await look()) !== undefined;
    if (!isThere && !resumed) throw notShown();
    return { isThere };
  });
  if (!isThere) return undefined;
  const image = await look();
  if (!image) throw notShown();
  return image;
}

/** What this run wrote down that it would give: the record on the AMI may be gone with the AMI, what was given is not. */
function writtenDown(steps: Readonly<Record<string, Json>>, { settings }: JobContext): Records {
  const record = ShareRecord.safeParse(steps['record']);
  return readShares(record.data?.entries ?? {}, settings);
}

function returnedOf(plan: SharePlan, taker: Taker, ours: readonly Given[]): Returned {
  const own = shareSids(plan.imageId, taker);
  return {
    taker,
    launch: ours.some(({ launch }) => launch),
    snapshotIds: snapshotsGiven(plan.volumes, ours),
    keys: ours.some(({ key }) => key)
      ? plan.keys.map(({ arn, place, statements }) => ({
          arn,
          place,
          sids: statements.map(({ Sid }) => String(Sid)).filter((sid) => own.includes(sid)),
        }))
      : [],
  };
}

/**
 * Takes back what a run that failed had given already, as the record on the AMI tells, or the run's own where that is gone;
 * all of it or nothing is shared.
 */
export async function releaseShare(
  plan: SharePlan,
  context: JobContext,
  steps: Readonly<Record<string, Json>>,
): Promise<string | undefined> {
  const { settings, run } = context;
  const image = await recordedOn(plan, context);
  const records = readShares(image?.tags ?? {}, settings);
  const own = writtenDown(steps, context);
  const returned = plan.takers.flatMap((taker): readonly Returned[] => {
    const key = takerKey(taker);
    const recorded = (records.get(key) ?? []).filter(({ runId }) => runId === run.id);
    const ours = recorded.length > 0 ? recorded : (own.get(key) ?? []);
    return ours.length > 0 ? [returnedOf(plan, taker, ours)] : [];
  });
  if (returned.length === 0) return undefined;
  await takeBack(plan, returned, context, context.forget);
  for (const { taker } of image ? returned : []) {
    const tag = shareTag(takerKey(taker), settings);
    const others = (records.get(takerKey(taker)) ?? []).filter(({ runId }) => runId !== run.id);
    await context.step(`take-record:${takerKey(taker)}`, Done, async () => {
      const ec2 = context.aws.ec2(plan.place);
      if (others.length > 0) await ec2.createTags([plan.imageId], { [tag]: shareValue(others) });
      else await ec2.deleteTags([plan.imageId], [tag]);
      return { count: others.length };
    });
  }
  await context.forget('look', 'record');
  return `What ${plan.imageId} had given already was taken back: nothing new is shared.`;
}
