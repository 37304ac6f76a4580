import { expect, test } from 'vitest';
import { readiness } from '../../src/http/health.ts';

const well = { name: 'redis', probe: async () => undefined };
const deaf = { name: 'events', probe: async () => 'There is no such queue.' };

test('what a process can do without for a while is shown, and sends nobody elsewhere', async () => {
  expect(await readiness([well, { ...deaf, isOptional: true }])).toEqual({
    ok: true,
    checks: { redis: 'ok', events: 'There is no such queue.' },
  });
  expect((await readiness([well, deaf])).ok).toBe(false);
});

test('a check that does not answer is not well', async () => {
  const silent = { name: 'slack', probe: () => new Promise<undefined>(() => undefined) };
  expect(await readiness([well, silent])).toEqual({
    ok: false,
    checks: { redis: 'ok', slack: 'no answer in 1500 ms' },
  });
});
