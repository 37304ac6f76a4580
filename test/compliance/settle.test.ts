import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/compliance/judge.ts';
import { type Look, type Seen, settle } from '../../src/compliance/settle.ts';
import type { Violation, ViolationKind } from '../../src/core/violation.ts';

const place = { account: '444455556666', region: 'eu-west-1' };
const look = (more: Partial<Look> = {}): Look => ({
  place,
  environment: 'production',
  covered: 'everything',
  left: 'gone',
  at: 2000,
  ...more,
});
const bad = (kind: ViolationKind = 'not_approved', sentence = 'nobody approved it'): Outcome => ({
  kind: 'violation',
  finding: { kind, severity: 'medium', sentence },
});
const clean: Outcome = { kind: 'clean' };
const unknown: Outcome = { kind: 'unknown', why: 'AWS is busy' };
const seen = (id: string, outcome: Outcome, more: Partial<Seen> = {}): Seen => ({
  subject: { kind: 'instance', id },
  image: { id: 'ami-1' },
  outcome,
  ...more,
});
const open = (id: string, more: Partial<Violation> = {}): Violation => ({
  id: `v-${id}`,
  place,
  environment: 'production',
  subject: { kind: 'instance', id },
  image: { id: 'ami-1' },
  finding: { kind: 'not_approved', severity: 'medium', sentence: 'nobody approved it' },
  firstSeenAt: 1000,
  ...more,
});

/** "begun i-1 not_approved, ended i-2 gone" */
function summary(before: readonly Violation[], now: readonly Seen[], more: Partial<Look> = {}): string {
  let count = 0;
  const { begun, ended, changed } = settle(before, now, look(more), () => `v-new${++count}`);
  return [
    ...ended.map(({ subject, ended: end }) => `ended ${subject.id} ${end?.how}`),
    ...begun.map(({ subject, finding }) => `begun ${subject.id} ${finding.kind}`),
    ...changed.map(({ id, finding }) => `changed ${id} ${finding.sentence}`),
  ].join(', ');
}

describe('a look against what is open', () => {
  const cases: readonly [string, readonly Violation[], readonly Seen[], Partial<Look>, string][] = [
    ['something new', [], [seen('i-1', bad())], {}, 'begun i-1 not_approved'],
    ['something clean', [], [seen('i-1', clean)], {}, ''],
    ['something unknown', [], [seen('i-1', unknown)], {}, ''],
    ['the same again', [open('i-1')], [seen('i-1', bad())], {}, ''],
    ['approved since', [open('i-1')], [seen('i-1', clean)], {}, 'ended i-1 approved'],
    ['not known this time', [open('i-1')], [seen('i-1', unknown)], {}, ''],
    ['terminated', [open('i-1')], [], {}, 'ended i-1 gone'],
    ['not asked for', [open('i-1')], [], { covered: new Set(['i-2']) }, ''],
    ['asked for and gone', [open('i-1')], [], { covered: new Set(['i-1']) }, 'ended i-1 gone'],
    ['out of scope now', [open('i-1')], [], { left: 'out_of_scope' }, 'ended i-1 out_of_scope'],
    ['worse', [open('i-1')], [seen('i-1', bad('forged'))], {}, 'ended i-1 changed, begun i-1 forged'],
    ['other words', [open('i-1')], [seen('i-1', bad('not_approved', 'still not'))], {}, 'changed v-i-1 still not'],
    [
      'another AMI, which is clean',
      [open('i-1')],
      [seen('i-1', clean, { image: { id: 'ami-2' } })],
      {},
      'ended i-1 replaced',
    ],
    [
      'another AMI, which is not',
      [open('i-1')],
      [seen('i-1', bad(), { image: { id: 'ami-2' } })],
      {},
      'ended i-1 replaced, begun i-1 not_approved',
    ],
    [
      'exempted after it was told',
      [open('i-1', { told: { bulletin: 'b-1', group: 0 } })],
      [seen('i-1', bad(), { exemption: { id: 'x-1', until: 9000 } })],
      {},
      'ended i-1 exempted, begun i-1 not_approved',
    ],
    [
      'exempted before it was told',
      [open('i-1')],
      [seen('i-1', bad(), { exemption: { id: 'x-1', until: 9000 } })],
      {},
      'changed v-i-1 nobody approved it',
    ],
    [
      'exempted still',
      [open('i-1', { exemption: 'x-1' })],
      [seen('i-1', bad(), { exemption: { id: 'x-1', until: 9000 } })],
      {},
      '',
    ],
    [
      'the exemption is over',
      [open('i-1', { exemption: 'x-1' })],
      [seen('i-1', bad())],
      {},
      'ended i-1 changed, begun i-1 not_approved',
    ],
    [
      'another environment',
      [open('i-1', { environment: 'staging' })],
      [seen('i-1', bad())],
      {},
      'ended i-1 changed, begun i-1 not_approved',
    ],
  ];
  it.each(cases)('%s', (_, before, now, more, expected) => {
    expect(summary(before, now, more)).toBe(expected);
  });

  it('a group with two AMIs has two violations, and one that was exchanged is replaced', () => {
    const group = (imageId: string, outcome: Outcome): Seen =>
      seen('web', outcome, { subject: { kind: 'auto-scaling-group', id: 'web' }, image: { id: imageId } });
    const before = [open('web', { subject: { kind: 'auto-scaling-group', id: 'web' } })];
    expect(summary(before, [group('ami-2', bad()), group('ami-3', bad())])).toBe(
      'ended web replaced, begun web not_approved, begun web not_approved',
    );
  });

  it('every other change keeps where it was told', () => {
    const told = { bulletin: 'b-1', group: 2 };
    const { changed } = settle(
      [open('i-1', { told })],
      [seen('i-1', bad('not_approved', 'still'))],
      look(),
      () => 'v-x',
    );
    expect(changed).toEqual([expect.objectContaining({ id: 'v-i-1', told, firstSeenAt: 1000 })]);
  });
});
