import { expect, it } from 'vitest';
import { offersOf, type Room } from '../../src/compliance/offers.ts';
import type { BulletinGroup, ViolationKind } from '../../src/core/violation.ts';
import { prodPlace, worldSettings } from '../support/aws-world.ts';

const stopping = { ...worldSettings, compliance: { ...worldSettings.compliance, stopInstances: true } };
const group = (more: Partial<BulletinGroup> = {}, kind: ViolationKind = 'not_approved'): BulletinGroup => ({
  place: prodPlace,
  image: { id: 'ami-1', ownerId: prodPlace.account },
  finding: { kind, severity: 'medium', sentence: '' },
  total: 1,
  subjects: [{ kind: 'instance', id: 'i-1' }],
  owners: [],
  ...more,
});
const labels = (of: BulletinGroup, room: Room = 'all', settings = worldSettings): string =>
  offersOf(of, 'production', settings, room)
    .map(({ label, style }) => (style === 'primary' ? label.toUpperCase() : label))
    .join(' ');
const many = { total: 3, subjects: [{ kind: 'instance' as const, id: 'i-1' }] };

it.each([
  ['what approval helps', group(), 'REQUEST APPROVAL… Exempt… It’s mine… Replace by approved… Show AMI'],
  ['an AMI that is gone', group({}, 'unprovable'), 'REPLACE BY APPROVED… Exempt… It’s mine…'],
  ['one that is out of date', group({}, 'outdated'), 'REPLACE BY APPROVED… Exempt… It’s mine… Show AMI'],
  [
    'one of somebody else, which nobody here can approve',
    group({ image: { id: 'ami-1', ownerId: '999999999999' } }),
    'REPLACE BY APPROVED… Exempt… It’s mine… Show AMI',
  ],
])('%s', (_, of, expected) => {
  expect(labels(of)).toBe(expected);
});

it('one of several has the first few, and the rest behind More…', () => {
  expect(labels(group(), 'some')).toBe('REQUEST APPROVAL… Exempt… More…');
  expect(labels(group(), 'few')).toBe('REQUEST APPROVAL… More…');
  expect(offersOf(group(many), 'production', worldSettings, 'few').at(-1)).toMatchObject({
    command: 'compliance',
    input: { of: 'ami-1', account: prodPlace.account, region: prodPlace.region },
  });
});

it('a stop is offered for one instance, where the configuration allows it', () => {
  expect(labels(group(), 'all', stopping)).toContain('Stop instance…');
  expect(labels(group())).not.toContain('Stop');
  expect(labels(group(many), 'all', stopping)).not.toContain('Stop');
  const template = group({ subjects: [{ kind: 'launch-template', id: 'lt-1' }] });
  expect(labels(template, 'all', stopping)).not.toContain('Stop');
});
