import { askConfig, askConfigNeeds } from '../compliance/ask-config.ts';
import { eventTypes } from '../core/event-types.ts';
import { definePatrol } from '../core/patrol.ts';

/** AWS Config's rule as a second source beside our own findings; where they differ, people can see it. */
export const configPatrol = definePatrol({
  name: 'config',
  iam: askConfigNeeds,
  everyMs: ({ compliance }) => compliance.everyMs,
  hears: ({ detailType, place }, { compliance }) =>
    detailType === eventTypes.compliance && compliance.config ? [{ place }] : [],
  async look(place, context) {
    await askConfig(place, context);
    return [];
  },
});
