import { z } from 'zod';
import type { Run } from '../../../src/core/run.ts';
import { RestorePlan } from '../../../src/jobs/restore/plan.ts';
import { retireJob } from '../../../src/jobs/retire/index.ts';
import { RetirePlan } from '../../../src/jobs/retire/plan.ts';
import { planInput } from '../../commands/support.ts';
import type { AwsWorld } from '../../support/aws-world.ts';
import { type TestRun, type TestRunOptions, testRun } from './run-job.ts';

export async function planRetire(world: AwsWorld, input: object): Promise<RetirePlan> {
  const { parsed } = await planInput(world, 'retire', input);
  return RetirePlan.parse(parsed);
}

export const retirement = (world: AwsWorld, plan: RetirePlan, options: TestRunOptions = {}) =>
  testRun(world, retireJob, plan, { id: 'r-tttttttttt', ...options });

/** The record of a retirement as the store would hold it. */
export const recordOf = (run: TestRun<unknown>, plan: RetirePlan, more: Partial<Run> = {}): Run => ({
  id: run.view.id,
  state: 'done',
  job: 'retire',
  plan,
  digest: '',
  place: plan.place,
  subject: `image/${plan.imageId}`,
  about: [plan.imageId],
  requester: run.view.requester,
  channel: 'C0REQUESTS',
  requestedAt: run.view.requestedAt,
  changedAt: Date.now(),
  steps: Object.fromEntries(
    [...run.steps].map(([key, { state, result }]) => [
      key,
      { state, at: Date.now(), ...(result === undefined ? {} : { result: z.json().parse(result) }) },
    ]),
  ),
  waits: {},
  attempts: 0,
  starts: 0,
  ...more,
});

/** Plans a restore; with the records of these retirements. */
export async function planRestore(world: AwsWorld, input: object, ...past: readonly Run[]): Promise<RestorePlan> {
  world.past.runs.splice(0, world.past.runs.length, ...past);
  const { parsed } = await planInput(world, 'restore', input);
  return RestorePlan.parse(parsed);
}
