import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { hashOf } from '../../src/core/verify-audit.ts';
import { withRedis } from './open-store.ts';
import { event, sampleRun } from './sample-run.ts';
import { loggedIn, verifyAudit } from './whole-log.ts';

const { open } = withRedis();

type Damage = (lines: readonly AuditEntry[]) => readonly AuditEntry[];

const changed =
  (index: number, change: Partial<AuditEntry>): Damage =>
  (lines) =>
    lines.map((line, i) => (i === index ? { ...line, ...change } : line));

async function sixLines() {
  const { store } = open();
  const { run } = await store.runs.create('k', (now) => ({
    run: sampleRun(now),
    audit: [event('requested', { about: ['ami-9'] })],
  }));
  await store.audit.append([
    event('refused', { details: { text: 'ümlaut "quoted" \n ☃' } }),
    event('vote', { runId: run.id }),
  ]);
  await store.runs.update(run.id, (found) => ({
    run: found,
    audit: [event('state'), event('aws', { about: ['ami-9'] })],
  }));
  await store.audit.append([event('last')]);
  return { store, run, lines: await loggedIn(store.audit, 1, 100) };
}

test('the log as written verifies, in one piece and page by page', async () => {
  const { store, lines } = await sixLines();
  expect(lines.map((line) => line.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  const whole = verifyAudit(lines);
  const first = verifyAudit(await loggedIn(store.audit, 1, 4));
  if (!first.ok) throw new Error(first.why);
  expect(verifyAudit(await loggedIn(store.audit, 5, 4), first.tail)).toEqual(whole);
});

test('lines are found by AWS id and by run', async () => {
  const { store, run } = await sixLines();
  expect((await store.audit.about('ami-9')).map((line) => line.sequence)).toEqual([1, 5]);
  expect((await store.audit.about(run.id)).map((line) => line.action)).toEqual(['vote']);
});

describe('tampering is found at the first broken line', () => {
  const damage = {
    'text of an event': changed(2, { details: { text: 'other' } }),
    'who did it': changed(1, { actor: 'U9' }),
    'when it was': changed(3, { at: new Date(0).toISOString() }),
    'a line taken out': (lines) => lines.toSpliced(2, 1),
    'two lines swapped': (lines) => [0, 2, 1, 3, 4, 5].flatMap((i) => lines[i] ?? []),
    'a line put in twice': (lines) => [0, 1, 2, 2, 3, 4, 5].flatMap((i) => lines[i] ?? []),
    'the beginning cut off': (lines) => lines.slice(1),
  } satisfies Record<string, Damage>;
  const firstBroken = [3, 2, 4, 3, 2, 3, 1];
  test.each(Object.entries(damage).map(([name, apply], i) => ({ name, apply, expected: firstBroken[i] })))(
    '$name',
    async ({ apply, expected }) => {
      const { lines } = await sixLines();
      expect(verifyAudit(apply([...lines]))).toMatchObject({ ok: false, sequence: expected });
    },
  );

  test('a forger who computes the hash of the changed line anew is found at the next one', async () => {
    const { lines } = await sixLines();
    const [one, two, ...rest] = lines;
    if (!one || !two) throw new Error('no lines');
    const forged = { ...two, actor: 'U9' };
    expect(verifyAudit([one, { ...forged, hash: hashOf(forged) }, ...rest])).toMatchObject({ ok: false, sequence: 3 });
  });
});
