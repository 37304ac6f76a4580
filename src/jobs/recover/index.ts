import { z } from 'zod';
import { defineJob } from '../../core/job.ts';
import { leftovers, leftoversNeeds } from './leftovers.ts';
import { Left, RecoverPlan, RecoverResult } from './plan.ts';
import { recoverPresentation } from './present.ts';

/**
 * Follows what a run began whose records were lost; started by the patrol that finds it. It writes nothing to AWS: the plan
 * is lost, and tags are no plan.
 */
export const recoverJob = defineJob({
  name: 'recover',
  doneWord: 'found again',
  plan: RecoverPlan,
  result: RecoverResult,
  iam: leftoversNeeds,
  target: ({ place, runs, isFollowed }) => ({
    place,
    subject: `recover/${isFollowed ? runs[0]?.runId : `${place.account}/${place.region}`}`,
    about: runs.flatMap(({ runId, things }) => [runId, ...things.map(({ id }) => id)]),
  }),
  impact: () => ({}),
  quiet: ({ calls }) => !calls,
  present: recoverPresentation,
  async run({ runs, isFollowed }, context) {
    const things: RecoverResult['things'] = [];
    for (const thing of runs.flatMap((run) => run.things)) {
      const { kind, place, id } = thing;
      const seen = isFollowed ? await context.until({ watch: kind, place, target: id }) : undefined;
      const reason = seen?.state === 'failed' ? (seen.reason ?? seen.phase) : undefined;
      things.push({
        ...thing,
        state: reason === undefined ? 'done' : 'failed',
        ...(reason === undefined ? {} : { reason }),
      });
    }
    if (!isFollowed) return { things, left: [] };
    const { left } = await context.step('look-round', z.object({ left: z.array(Left) }), async () => ({
      left: (await Promise.all(runs.map((run) => leftovers(run, context)))).flat(),
    }));
    return { things, left };
  },
});
