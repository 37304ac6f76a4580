import type { Approval, Run } from '../../src/core/run.ts';
import type { Settings } from '../../src/core/settings.ts';

export const ROSA = 'U0ROSA0001';
export const ADA = 'U0ADA00001';
export const BEN = 'U0BEN00001';
export const CLEO = 'U0CLEO0001';
export const HOME_TEAM = 'T0ASSAY';
export const REQUESTS = 'C0REQUESTS';
export const APPROVALS = 'C0APPROVALS';

export const settings: Settings = {
  accounts: [
    {
      alias: 'dev',
      id: '111122223333',
      environment: 'dev',
      regions: ['eu-west-1'],
      writeRoleArn: 'arn:aws:iam::111122223333:role/AssayWorker',
    },
  ],
  environments: [{ name: 'production', isProduction: true, approvals: undefined, channel: undefined }],
  defaultEnvironment: 'production',
  tags: { prefix: 'assay:', approved: 'ami-approved' },
  channels: { requests: REQUESTS, approvals: APPROVALS },
  demands: [],
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
  signingKey: undefined,
  formerSigningKeys: [],
};

export const asked = Date.UTC(2026, 10, 23, 14, 5);

let count = 0;
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** An id as the engine makes them. */
export function runId(): string {
  count += 1;
  return `r-testrun${letters[Math.floor(count / 29) % 29]}${letters[count % 29]}e`;
}

export function someRun(patch: Partial<Run> = {}): Run {
  return {
    id: runId(),
    state: 'queued',
    job: 'create',
    command: { name: 'create', input: { instance: 'i-0abc' } },
    plan: { instance: 'i-0abc123', name: 'web-2026-11-23', noReboot: false },
    digest: 'ab12cd34ef567890'.repeat(4),
    place: { account: '111122223333', region: 'eu-west-1' },
    subject: 'i-0abc123',
    about: ['i-0abc123'],
    requester: { userId: ROSA, teamId: HOME_TEAM },
    channel: REQUESTS,
    requestedAt: Date.now(),
    changedAt: Date.now(),
    steps: {},
    waits: {},
    attempts: 0,
    starts: 0,
    ...patch,
  };
}

export function someApproval(patch: Partial<Approval> = {}): Approval {
  return {
    environment: 'production',
    minimum: 2,
    users: [ADA],
    groups: ['S0APPROVERS'],
    policyDigest: 'ff',
    expiresAt: asked + 86_400_000,
    votes: [],
    ...patch,
  };
}
