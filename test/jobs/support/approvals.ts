import type { z } from 'zod';
import { promote } from '../../../src/commands/promote.ts';
import { revoke } from '../../../src/commands/revoke.ts';
import { isPlanning } from '../../../src/core/command.ts';
import { digestOf } from '../../../src/core/json.ts';
import type { ApprovalGiven } from '../../../src/core/run.ts';
import { promoteJob } from '../../../src/jobs/promote/index.ts';
import type { PromotePlan } from '../../../src/jobs/promote/plan.ts';
import type { RevokePlan } from '../../../src/jobs/revoke/plan.ts';
import { type AwsWorld, anna } from '../../support/aws-world.ts';
import { type TestRunOptions, testRun } from './run-job.ts';

/** The moment of the last vote. */
export const decidedAt = Date.parse('2026-11-23T10:20:00Z');

export async function planPromote(world: AwsWorld, input: object): Promise<z.output<typeof PromotePlan>> {
  if (!isPlanning(promote)) throw new Error('promote plans');
  const read = promote.input.parse({ reason: 'tested', ...input });
  return promoteJob.plan.parse(await promote.plan(read, world.context('promote')));
}

export async function planRevoke(world: AwsWorld, input: object): Promise<z.output<typeof RevokePlan>> {
  if (!isPlanning(revoke)) throw new Error('revoke plans');
  const read = revoke.input.parse({ reason: 'CVE-2026-21441', ...input });
  return revoke.job.plan.parse(await revoke.plan(read, world.context('revoke'))) as z.output<typeof RevokePlan>;
}

/** The line of the audit log that says so. */
export const decisionLine = { sequence: 12, hash: '0123456789abcdef'.repeat(4) };

/** Two people said yes. */
export const givenFor = (plan: z.output<typeof PromotePlan>, runId: string): ApprovalGiven => ({
  runId,
  environment: plan.environment,
  requester: anna.userId,
  approvers: ['U0BEN', 'U0CARL'],
  digest: digestOf({ job: 'promote', plan }),
  policyDigest: plan.document.policyDigest,
  decision: decisionLine,
});

const approvalOf = (plan: z.output<typeof PromotePlan>) => ({
  environment: plan.environment,
  minimum: 2,
  users: [],
  groups: ['S0APPROVERS'],
  policyDigest: plan.document.policyDigest,
  expiresAt: decidedAt + 3_600_000,
  votes: [],
  decidedAt,
});

export const promoteRun = (
  world: AwsWorld,
  plan: z.output<typeof PromotePlan>,
  { id = 'r-pppppppppp', ...more }: TestRunOptions = {},
) =>
  testRun(world, promoteJob, plan, {
    id,
    view: { approval: approvalOf(plan) },
    confirm: () => givenFor(plan, id),
    ...more,
  });

/** An AMI with a genuine approval, as Assay leaves it. */
export async function approve(world: AwsWorld, image: string, environment = 'production'): Promise<void> {
  await promoteRun(world, await planPromote(world, { image, environment })).go();
}
