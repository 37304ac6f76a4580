import { alertChannel } from '../compliance/bulletins.ts';
import { digestOf } from '../core/json.ts';
import { definePatrol } from '../core/patrol.ts';
import { editedRecordsAt, editedRecordsNeeds } from '../lookup/edited-records.ts';

/** Assay's own records of approvals, held against what is signed in AWS: who writes to Redis past Assay is told of, once. */
export const editedRecordsPatrol = definePatrol({
  name: 'edited-records',
  iam: editedRecordsNeeds,
  everyMs: ({ compliance }) => compliance.everyMs,
  async look(place, context) {
    const { settings } = context;
    if (!settings.compliance.isOn) return [];
    const edited = await editedRecordsAt(place, context);
    return edited.map(({ image, environment, statement: { request }, faults }) => ({
      // Copies carry the approval of one request: it is told once, for whichever is seen first.
      requestKey: `edited-record:${request}:${digestOf(faults)}`,
      job: 'edited-record',
      plan: { place: { ...place }, imageId: image.id, name: image.name, environment, request, faults: [...faults] },
      channel: alertChannel(place.account, settings),
    }));
  },
});
