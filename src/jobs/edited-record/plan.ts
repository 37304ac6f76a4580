import { z } from 'zod';
import { RecordFault } from '../../approvals/check-record.ts';

/** The record of an approval that does not fit what an AMI's tags prove. */
export const EditedRecordPlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  name: z.string(),
  environment: z.string(),
  /** The run whose record it is. */
  request: z.string(),
  faults: z.array(RecordFault),
});
export type EditedRecordPlan = z.infer<typeof EditedRecordPlan>;

export const EditedRecordResult = z.object({});
export type EditedRecordResult = z.infer<typeof EditedRecordResult>;
