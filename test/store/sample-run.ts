import { randomInt } from 'node:crypto';
import type { AuditEvent } from '../../src/core/audit.ts';
import type { Run } from '../../src/core/run.ts';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
export const newRunId = (): string =>
  `r-${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')}`;

export const sampleRun = (now: number, more: Partial<Run> = {}): Run => ({
  id: newRunId(),
  state: 'queued',
  job: 'make',
  plan: { name: 'web' },
  digest: 'd'.repeat(64),
  place: { account: '111122223333', region: 'eu-central-1' },
  subject: 'i-0a',
  about: ['i-0a'],
  requester: { userId: 'U1', teamId: 'T1' },
  channel: 'C1',
  requestedAt: now,
  changedAt: now,
  steps: {},
  waits: {},
  attempts: 0,
  starts: 0,
  ...more,
});

export const event = (action: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  action,
  actor: 'U1',
  about: [],
  outcome: 'recorded',
  details: {},
  ...more,
});
