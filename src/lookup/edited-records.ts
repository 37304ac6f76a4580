import type { RecordFault } from '../approvals/check-record.ts';
import type { Place } from '../core/aws.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import type { PatrolContext } from '../core/patrol.ts';
import { isFinal } from '../core/run.ts';
import { type AttestedImage, attestedImages } from './attested-images.ts';
import { judgeImages } from './judge-images.ts';
import { ownRecord } from './own-record.ts';
import { someAtATime } from './some-at-a-time.ts';

/** What looking for edited records calls. */
export const editedRecordsNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages', 'ec2:DescribeSnapshots'),
  { action: 'kms:Verify', on: ['proving-key'] },
];

type Tools = Pick<PatrolContext, 'aws' | 'settings' | 'records' | 'now'>;

/** The record of an approval that does not fit what was signed when it was given. */
export interface EditedRecord extends AttestedImage {
  readonly faults: readonly RecordFault[];
}

/** Between the write of the tags and the last one of the record people and workers may still change it. */
const settlesMs = 86_400_000;

async function doubtOf(attested: AttestedImage, { records, now }: Tools): Promise<readonly EditedRecord[]> {
  const { statement } = attested;
  const own = await ownRecord(statement, records);
  if (own.kind !== 'differs') return [];
  const isUnderWay = own.run && !isFinal(own.run.state) && now.getTime() - Date.parse(statement.at) < settlesMs;
  return isUnderWay ? [] : [{ ...attested, faults: own.faults }];
}

/**
 * Records of approvals that somebody edited: what they say differs from what the tags of own AMIs prove. One call for a place
 * where all fits; signatures are asked about only where it does not, since tags can be forged, too.
 * @throws what reading the account, or the records, throws
 */
export async function editedRecordsAt(place: Place, tools: Tools): Promise<readonly EditedRecord[]> {
  const attested = await attestedImages(place, tools);
  const doubtful = (await someAtATime(attested, (one) => doubtOf(one, tools))).flat();
  const environments = [...new Set(doubtful.map(({ environment }) => environment))];
  const proven = await Promise.all(
    environments.map(async (environment) => {
      const here = doubtful.filter((one) => one.environment === environment);
      const judged = await judgeImages(
        here.map(({ image }) => image),
        environment,
        tools,
      );
      return here.filter(({ image }) => ['valid', 'content_changed'].includes(judged.get(image.id)?.kind ?? ''));
    }),
  );
  return proven.flat();
}
