import type { Violation } from '../../../src/core/violation.ts';

export const shopPlace = { account: '444455556666', region: 'eu-west-1' };

/** A violation in production, as a sweep writes it. */
export const violation = (number: number, more: Partial<Violation> = {}): Violation => ({
  id: `v-${number}`,
  place: shopPlace,
  environment: 'production',
  subject: { kind: 'instance', id: `i-${number}`, name: `web-${number}` },
  image: { id: 'ami-0aaa', name: 'handmade' },
  finding: { kind: 'not_approved', severity: 'medium', sentence: 'nobody approved it' },
  firstSeenAt: Date.parse('2026-11-23T08:00:00Z') + number * 1000,
  ...more,
});

/** The same, of high severity. */
export const revoked = (number: number, more: Partial<Violation> = {}): Violation =>
  violation(number, {
    image: { id: 'ami-0bbb', name: 'taken-back' },
    finding: { kind: 'revoked', severity: 'high', sentence: 'its approval was taken away' },
    ...more,
  });
