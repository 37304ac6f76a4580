import { faultLines } from '../../approvals/check-record.ts';
import type { JobPresentation } from '../../core/job.ts';
import { code, type Message } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { placeName } from '../../lookup/places.ts';
import type { EditedRecordPlan, EditedRecordResult } from './plan.ts';

const told = (
  { place, imageId, name, environment, request, faults }: EditedRecordPlan,
  settings: Settings,
): Message => ({
  title: 'Assay’s record of an approval was edited',
  tone: 'bad',
  lines: [
    'Assay’s own record does not fit what was signed into the AMI’s tags when it was approved:',
    ...faultLines(faults).map((line) => ['• ', line].flat()),
  ],
  facts: [
    { label: 'Record', value: code(request) },
    { label: 'AMI', value: [code(imageId), ` ${name}`] },
    { label: 'Where', value: placeName(place, settings) },
    { label: 'Environment', value: environment },
  ],
  warnings: [
    'The approval stands as it was signed: the proof in AWS counts. Somebody has written to Redis past Assay; see who can reach it, and change its password.',
  ],
  notes: [['/ami verify ', imageId, ' shows both. It is told once.']],
});

export const editedRecordPresentation: JobPresentation<EditedRecordPlan, EditedRecordResult> = {
  title: ({ request }) => ['the record of ', code(request), ', edited after its approval'],
  planned: told,
  done: (plan, _result, _run, settings) => told(plan, settings),
};
