import type { z } from 'zod';
import { sealVote, type VoteKeys } from '../../../src/approvals/vote-seal.ts';
import { canonicalJson } from '../../../src/core/json.ts';
import type { Run } from '../../../src/core/run.ts';
import type { PromotePlan } from '../../../src/jobs/promote/plan.ts';
import type { Store } from '../../../src/store/make-store.ts';
import { decidedAt, givenFor, planPromote, promoteRun } from '../../jobs/support/approvals.ts';
import type { Opened } from '../../store/open-store.ts';
import { sampleRun } from '../../store/sample-run.ts';
import { type AwsWorld, anna } from '../../support/aws-world.ts';

/** The record of a request that two people approved, as Assay leaves it: each vote sealed. */
export function recordOfApproval(
  plan: z.output<typeof PromotePlan>,
  id: string,
  voteKeys: VoteKeys = [new Uint8Array(32)],
): Run {
  const { approvers, digest, policyDigest, environment } = givenFor(plan, id);
  const bare = sampleRun(decidedAt, { id, state: 'done', job: 'promote', digest, requester: anna });
  const votes = approvers.map((userId, index) =>
    sealVote(bare, { userId, kind: 'approve', at: decidedAt - 1000 + index, digest }, voteKeys),
  );
  const rule = { environment, minimum: 2, users: [], groups: ['S0APPROVERS'], policyDigest };
  return {
    ...bare,
    about: [plan.imageId],
    plan: JSON.parse(canonicalJson(plan)),
    approval: { ...rule, expiresAt: decidedAt + 3_600_000, votes, decidedAt },
  };
}

/** An AMI with a genuine approval in AWS, and the record of its request in Redis. */
export async function approveOnRecord(
  world: AwsWorld,
  store: Store,
  voteKeys: VoteKeys,
  { image, id }: { readonly image: string; readonly id: string },
): Promise<void> {
  const plan = await planPromote(world, { image, environment: 'production' });
  await promoteRun(world, plan, { id }).go();
  await store.runs.create(id, () => ({ run: recordOfApproval(plan, id, voteKeys), audit: [] }));
}

/** Somebody with access to Redis changes the record of a run, past Assay. */
export async function editRecord(
  { redis, prefix }: Pick<Opened, 'redis' | 'prefix'>,
  id: string,
  edit: (run: Run) => Run | string,
): Promise<void> {
  const key = `${prefix}run:${id}`;
  const edited = edit(JSON.parse((await redis.hget(key, 'd')) ?? '') as Run);
  await redis.hset(key, 'd', typeof edited === 'string' ? edited : JSON.stringify(edited));
}
