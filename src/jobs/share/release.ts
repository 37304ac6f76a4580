import { z } from 'zod';
import type { JobContext } from '../../core/job.ts';
import { shareSids } from '../../lookup/key-statements.ts';
import { readShares, shareTag, shareValue, snapshotsGiven } from '../../lookup/share-record.ts';
import { takerKey } from '../../lookup/takers.ts';
import type { SharePlan } from './plan.ts';
import { type Returned, takeBack } from './take-back.ts';

const Done = z.object({ count: z.number() });

/** Takes back what a run that failed had given already, as the record on the AMI tells; all of it or nothing is shared. */
export async function releaseShare(plan: SharePlan, context: JobContext): Promise<string | undefined> {
  const { settings, run } = context;
  const ec2 = context.aws.ec2(plan.place);
  const [image] = await ec2.images({ ids: [plan.imageId] });
  const records = readShares(image?.tags ?? {}, settings);
  const returned = plan.takers.flatMap((taker): readonly Returned[] => {
    const ours = (records.get(takerKey(taker)) ?? []).filter(({ runId }) => runId === run.id);
    if (ours.length === 0) return [];
    const hasKey = ours.some(({ key }) => key);
    const own = shareSids(plan.imageId, taker);
    return [
      {
        taker,
        launch: ours.some(({ launch }) => launch),
        snapshotIds: snapshotsGiven(plan.volumes, ours),
        keys: hasKey
          ? plan.keys.map(({ arn, place, statements }) => ({
              arn,
              place,
              sids: statements.map(({ Sid }) => String(Sid)).filter((sid) => own.includes(sid)),
            }))
          : [],
      },
    ];
  });
  if (returned.length === 0) return undefined;
  await takeBack(plan, returned, context, context.forget);
  for (const { taker } of returned) {
    const tag = shareTag(takerKey(taker), settings);
    const others = (records.get(takerKey(taker)) ?? []).filter(({ runId }) => runId !== run.id);
    await context.step(`take-record:${takerKey(taker)}`, Done, async () => {
      if (others.length > 0) await ec2.createTags([plan.imageId], { [tag]: shareValue(others) });
      else await ec2.deleteTags([plan.imageId], [tag]);
      return { count: others.length };
    });
  }
  await context.forget('look', 'record');
  return `What ${plan.imageId} had given already was taken back: nothing new is shared.`;
}
