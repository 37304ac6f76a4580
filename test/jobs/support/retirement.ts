import { retireJob } from '../../../src/jobs/retire/index.ts';
import { RetirePlan } from '../../../src/jobs/retire/plan.ts';
import { planInput } from '../../commands/support.ts';
import type { AwsWorld } from '../../support/aws-world.ts';
import { type TestRunOptions, testRun } from './run-job.ts';

export async function planRetire(world: AwsWorld, input: object): Promise<RetirePlan> {
  const { parsed } = await planInput(world, 'retire', input);
  return RetirePlan.parse(parsed);
}

export const retirement = (world: AwsWorld, plan: RetirePlan, options: TestRunOptions = {}) =>
  testRun(world, retireJob, plan, { id: 'r-tttttttttt', ...options });
