import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { startWorker } from '../../src/compose/worker.ts';
import { isFinal } from '../../src/core/run.ts';
import { queueConnection } from '../../src/store/connect.ts';
import { catalogue } from '../commands/support.ts';
import { canaries } from './support/canaries.ts';
import { openFront } from './support/front.ts';
import { longest, seed, times } from './support/seed.ts';
import { storeSome } from './support/stored.ts';
import { makeTally } from './support/tally.ts';
import { spoil, wrecks } from './support/wrecks.ts';

const tally = makeTally();
afterAll(() => console.log(`fuzz, stored records at work: ${tally.total()} (seed ${seed})\n${tally.lines()}`));

/** What is said in the log of a record that cannot be read; anything else there is a mistake. */
const isExpected = (line: string): boolean => line.includes('"type":"UnreadableRecord"');

it('workers and patrols go on beside records that cannot be read', longest, async () => {
  const wrong: object[] = [];
  for (const [round, batch] of fc
    .sample(fc.array(wrecks, { minLength: 12, maxLength: 12 }), { seed, numRuns: times(1, 5) })
    .entries()) {
    const front = await openFront();
    const connection = queueConnection({ url: front.parts.redisUrl }, 'patient');
    try {
      const { places, good } = await storeSome(front);
      for (const bad of batch) {
        const found = places[bad.where % places.length];
        if (!found) continue;
        await spoil(front.redis, front.prefix + found.key, found.field, bad);
        tally.count(found.kind, bad.how);
      }
      const seen = front.log.length;
      const worker = await startWorker({
        catalogue,
        settings: front.settings,
        records: front.records,
        ...front.parts,
        store: front.store,
        connection: connection.connection,
        prefix: front.prefix,
        polling: { minMs: 300, maxMs: 1000 },
        leaseMs: 2000,
        voteKeys: [Buffer.from(canaries.voteKey)],
        writesOf: () => [],
        events: undefined,
      });
      try {
        const end = Date.now() + 90_000;
        while (Date.now() < end && !isFinal((await front.store.runs.get(good))?.state ?? 'queued'))
          await new Promise((resolve) => setTimeout(resolve, 200));
      } finally {
        await worker.stop(10_000);
      }
      const state = (await front.store.runs.get(good))?.state;
      if (state !== 'done') wrong.push({ round, state, batch });
      const errors = front.log.slice(seen).filter((line) => /"level":(50|60)/.test(line) && !isExpected(line));
      if (errors.length > 0) wrong.push({ round, errors: errors.slice(0, 3) });
      expect(await front.leaks()).toEqual([]);
    } finally {
      connection.close();
      await front.close();
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(tally.total()).toBeGreaterThanOrEqual(times(12, 5));
});
