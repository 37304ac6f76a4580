import { defineJob } from '../../core/job.ts';
import { EditedRecordPlan, EditedRecordResult } from './plan.ts';
import { editedRecordPresentation } from './present.ts';

/**
 * Tells of a record of an approval that somebody edited in Redis; started by the patrol that finds it. It mends nothing: what
 * was there before is not known, and the proof in AWS does not need it.
 */
export const editedRecordJob = defineJob({
  name: 'edited-record',
  doneWord: 'found',
  plan: EditedRecordPlan,
  result: EditedRecordResult,
  iam: [],
  target: ({ place, imageId, request }) => ({ place, subject: `record/${request}`, about: [imageId, request] }),
  impact: () => ({}),
  quiet: () => true,
  present: editedRecordPresentation,
  run: async () => ({}),
});
