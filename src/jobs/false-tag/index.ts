import { defineJob } from '../../core/job.ts';
import { digestOf, shortDigest } from '../../core/json.ts';
import { FalseTagPlan, FalseTagResult } from './plan.ts';
import { falseTagPresentation } from './present.ts';

/** Tells of approval tags that are no approval; started by the patrol that finds them. Nothing is changed. */
export const falseTagJob = defineJob({
  name: 'false-tag',
  doneWord: 'found',
  plan: FalseTagPlan,
  result: FalseTagResult,
  iam: [],
  target: ({ place, environment, found }) => ({
    place,
    // Waits for nobody: it only tells.
    subject: `false-tags/${environment}/${shortDigest(digestOf(found))}`,
    about: found.map(({ imageId }) => imageId),
  }),
  impact: () => ({}),
  quiet: () => true,
  present: falseTagPresentation,
  run: async () => ({}),
});
