import { lookAt, lookAtNeeds } from '../compliance/look-at.ts';
import { sightsOf } from '../compliance/sights.ts';
import { sweep, sweepNeeds } from '../compliance/sweep.ts';
import { definePatrol } from '../core/patrol.ts';

/** What runs from AMIs that are not approved, where only approved ones may: one account and Region after the other. */
export const compliancePatrol = definePatrol({
  name: 'compliance',
  iam: [...sweepNeeds, ...lookAtNeeds],
  everyMs: ({ compliance }) => compliance.everyMs,
  async look(place, context) {
    if (context.settings.compliance.isOn) await sweep(place, context);
    return [];
  },
  hears: sightsOf,
  lookAt,
});
