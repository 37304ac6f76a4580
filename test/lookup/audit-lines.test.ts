import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { auditLine } from '../../src/lookup/audit-lines.ts';

const say = (more: Partial<AuditEntry>): string => {
  const line = auditLine({
    action: 'state',
    actor: 'assay',
    about: [],
    outcome: 'recorded',
    details: {},
    sequence: 1,
    at: '2026-11-23T10:00:00.000Z',
    hash: '',
    previous: '',
    ...more,
  });
  return [line]
    .flat()
    .filter((part) => typeof part === 'string')
    .join('')
    .trim();
};

describe('a line of the audit log says', () => {
  it.each<[string, Partial<AuditEntry>]>([
    [
      'asked: release 4.2 (needs approval)',
      { action: 'requested', actor: 'U0ANNA', outcome: 'needs_approval', details: { reason: 'release 4.2' } },
    ],
    ['rejected: a hole', { action: 'vote', actor: 'U0BEN', details: { kind: 'reject', reason: 'a hole' } }],
    ['took back the vote', { action: 'vote', actor: 'U0BEN', outcome: 'withdrawn', details: { kind: 'approve' } }],
    [
      'Assay no longer counts the vote of U0EVE: left the group',
      { action: 'vote', outcome: 'not_an_approver', details: { void: 'U0EVE', why: 'left the group' } },
    ],
    ['gave the last approval needed', { action: 'decision', actor: 'U0BEN', outcome: 'approved' }],
    ['ended it by rejecting', { action: 'decision', actor: 'U0BEN', outcome: 'rejected' }],
    [
      'wrote to AWS: ec2:CreateImage',
      {
        action: 'aws',
        actor: 'U0ANNA',
        outcome: 'done',
        details: { step: 'create-image', calls: ['ec2:CreateImage in 111122223333 eu-west-1: ok'] },
      },
    ],
    [
      'got through the step read-back',
      { action: 'step', actor: 'U0ANNA', outcome: 'done', details: { step: 'read-back' } },
    ],
    [
      'was refused (own request): You asked for it.',
      { action: 'refused', actor: 'U0ANNA', outcome: 'own_request', details: { sentence: 'You asked for it.' } },
    ],
    [
      'Assay running → failed: AWS could not finish it.',
      { outcome: 'aws_failed', details: { from: 'running', to: 'failed', message: 'AWS could not finish it.' } },
    ],
    ['Assay running → done', { outcome: 'done', details: { from: 'running', to: 'done', message: 'Done.' } }],
    ['Assay expired', { outcome: 'expired' }],
    ['Assay reminded the approvers', { details: { reminded: 1 } }],
    [
      'Assay put it back to the approvers: a voter left',
      { outcome: 'needs_approval', details: { from: 'queued', lost: ['U0EVE'], why: 'a voter left' } },
    ],
  ])('%s', (words, entry) => expect(say(entry)).toBe(words));
});
