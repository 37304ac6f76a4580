import { z } from 'zod';
import { planDigest } from '../../../src/approvals/plan-request.ts';
import { requirement } from '../../../src/approvals/policy.ts';
import { sealVote, type VoteKeys } from '../../../src/approvals/vote-seal.ts';
import { defineCommand } from '../../../src/core/command.ts';
import { argument } from '../../../src/core/input.ts';
import { defineJob } from '../../../src/core/job.ts';
import type { Impact } from '../../../src/core/plan.ts';
import type { Run, Vote } from '../../../src/core/run.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { approversGroup, homeTeam, kinds } from './people.ts';

export const settings: Settings = {
  accounts: [
    {
      alias: 'golden',
      id: '111122223333',
      environment: 'production',
      regions: ['eu-west-1'],
      writeRoleArn: 'arn:aws:iam::111122223333:role/AssayWorker',
    },
  ],
  environments: [
    {
      name: 'production',
      isProduction: true,
      channel: 'C0PRODAPPR',
      approvals: {
        minimum: 2,
        users: [kinds.named],
        groups: [approversGroup],
        expiresAfterHours: 24,
        remindAfterHours: 4,
      },
    },
    {
      name: 'staging',
      isProduction: false,
      channel: undefined,
      approvals: { minimum: 1, users: [kinds.first], groups: [], expiresAfterHours: 8, remindAfterHours: 0 },
    },
    { name: 'sandbox', isProduction: false, channel: undefined, approvals: undefined },
  ],
  defaultEnvironment: 'production',
  tags: { prefix: 'assay:', approved: 'ami-approved' },
  channels: { requests: 'C0REQUESTS', approvals: 'C0APPROVALS' },
  demands: [{ environment: 'production', when: { destructive: true } }],
  requesters: {},
  builds: { follow: true, channel: 'C0REQUESTS', newsHours: 24 },
  compliance: {
    isOn: true,
    everyMs: 900_000,
    longestExemptionMs: 30 * 86_400_000,
    falseTags: 'report',
    stopInstances: false,
    channel: 'C0ALERTS01',
    owners: { tag: 'team', people: {} },
  },
  graceSeconds: 10,
  copies: { snapshotsAtOnce: 20, allowUnencrypted: false },
  retirement: { deprecateAfterMs: 0, disableAfterMs: 30 * 86_400_000, deregisterAfterMs: 60 * 86_400_000 },
  signingKey: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-123456789012',
  formerSigningKeys: [],
};

const Impacted = z.object({
  thing: z.string(),
  revision: z.number(),
  impact: z.object({
    approvesFor: z.string().optional(),
    revokesFor: z.string().optional(),
    destructive: z.boolean().optional(),
  }),
  isGentle: z.boolean().default(false),
});

/** Changeable facts of "AWS": what planning reads. */
export const ami = { revision: 1 };

/** A job whose plan says for itself what it would mean. */
export const changeJob = defineJob({
  name: 'change',
  doneWord: 'changed',
  plan: Impacted,
  result: z.object({}),
  iam: [],
  target: (plan) => ({
    place: { account: '111122223333', region: 'eu-west-1' },
    subject: `thing/${plan.thing}`,
    about: [plan.thing],
  }),
  startsGently: (plan) => plan.isGentle,
  impact: (plan) => plan.impact as Impact,
  differences: (before, after) => [`revision ${after.revision} instead of ${before.revision}`],
  present: {
    title: (plan) => [plan.thing],
    planned: (plan) => ({ title: plan.thing }),
    done: () => ({ title: 'done' }),
  },
  run: async () => ({}),
});
export const jobs = new Map([[changeJob.name, changeJob]]);

export const changeCommand = defineCommand({
  name: 'change',
  summary: 'Change a thing',
  examples: ['change ami-1'],
  input: z.strictObject({
    thing: argument(z.string().min(3, 'three letters at least'), {
      title: 'Thing',
      hint: 'What to change.',
      example: 'ami-1',
    }),
    what: argument(z.enum(['approve', 'revoke', 'destroy', 'nothing']).default('approve'), {
      title: 'What',
      hint: 'How.',
    }),
    gentle: argument(z.boolean().default(false), { title: 'Gently', hint: 'With a moment to cancel.' }),
  }),
  iam: [],
  job: changeJob,
  plan: async (input) => ({
    thing: input.thing,
    revision: ami.revision,
    impact: {
      approve: { approvesFor: 'production' },
      revoke: { revokesFor: 'production' },
      destroy: { destructive: true },
      nothing: {},
    }[input.what],
    isGentle: input.gentle,
  }),
});

const plan = { thing: 'ami-1', revision: 1, impact: { approvesFor: 'production' }, isGentle: false };
export const runId = 'r-abcdefghjk';
export const hour = 3_600_000;

/** A request for production that waits for two people. */
export function waitingRun(more: Partial<Run> = {}, approval: Partial<NonNullable<Run['approval']>> = {}): Run {
  const rule = requirement({ approvesFor: 'production' }, settings);
  if (!rule) throw new Error('production needs a rule');
  const { environment, minimum, policyDigest } = rule;
  return {
    id: runId,
    state: 'waiting',
    job: 'change',
    command: { name: 'change', input: { thing: 'ami-1' } },
    plan,
    digest: planDigest('change', plan),
    place: { account: '111122223333', region: 'eu-west-1' },
    subject: 'thing/ami-1',
    about: ['ami-1'],
    requester: { userId: kinds.requester, teamId: homeTeam },
    channel: 'C0PRODAPPR',
    requestedAt: 1_000_000,
    changedAt: 1_000_000,
    approval: {
      environment,
      minimum,
      users: [...rule.users],
      groups: [...rule.groups],
      policyDigest,
      expiresAt: 1_000_000 + 24 * hour,
      remindAt: 1_000_000 + 4 * hour,
      votes: [],
      ...approval,
    },
    steps: {},
    waits: {},
    attempts: 0,
    starts: 0,
    ...more,
  };
}

export const voteKeys: VoteKeys = [new Uint8Array(32).fill(7)];

/** A vote as the desk writes it, on the request above. */
export const vote = (userId: string, more: Partial<Vote> = {}): Vote =>
  sealVote(waitingRun(), { userId, kind: 'approve', at: 1_000_001, digest: waitingRun().digest, ...more }, voteKeys);
