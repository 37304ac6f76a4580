import { expect, test } from 'vitest';
import { accepted } from '../../tools/advisories/accepted.ts';
import { Accepted, readAudit } from '../../tools/advisories/read-audit.ts';

const url = 'https://example.com/GHSA-1';
const answer = (severity: string): string =>
  JSON.stringify({ vulnerabilities: { left: { severity, via: [{ title: 'reads too much', url }, 'right'] } } });
const known = (until: string, name = 'left'): Accepted[] => [
  { package: name, advisory: url, why: 'never called by us at all', until },
];

test('what is high or critical is serious, the rest is named', () => {
  const line = (severity: string) => `left: ${severity}: reads too much (${url})`;
  for (const severity of ['high', 'critical'])
    expect(readAudit(answer(severity), [], '2026-11-29')).toEqual({
      kind: 'checked',
      serious: [line(severity)],
      others: [],
    });
  expect(readAudit(answer('low'), [], '2026-11-29')).toEqual({ kind: 'checked', serious: [], others: [line('low')] });
});

test('one that was looked at counts again from its day on', () => {
  const serious = (today: string) => readAudit(answer('high'), known('2026-12-01'), today);
  expect(serious('2026-11-30')).toMatchObject({ serious: [] });
  expect(serious('2026-12-01')).toMatchObject({ serious: [expect.any(String)] });
  expect(readAudit(answer('high'), known('2027-01-01', 'other'), '2026-11-30')).toMatchObject({
    serious: [expect.any(String)],
  });
});

test('a registry that does not answer is never taken for a clean tree', () => {
  expect(readAudit('{"message":"405 Method Not Allowed"}', [], '2026-11-29')).toEqual({
    kind: 'not_checked',
    why: '405 Method Not Allowed',
  });
  for (const text of ['', 'npm error', '{}', '{"vulnerabilities":{"left":{}}}'])
    expect(readAudit(text, [], '2026-11-29').kind).toBe('not_checked');
});

test('every exception has its reason and its day', () => {
  for (const one of accepted) expect(Accepted.safeParse(one).error).toBeUndefined();
});
