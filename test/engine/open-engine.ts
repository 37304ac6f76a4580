import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { JobContext } from '../../src/core/job.ts';
import type { Run } from '../../src/core/run.ts';
import { type Engine, makeEngine } from '../../src/engine/make-engine.ts';
import type { EngineParts } from '../../src/engine/parts.ts';
import { eventually } from '../store/eventually.ts';
import { withRedis } from '../store/open-store.ts';
import { sampleRun } from '../store/sample-run.ts';
import { makeFakeAws } from './fake-aws.ts';
import { calmParts, collectingLog, storeTiming } from './quick.ts';
import { makeTestCatalogue, type Release } from './test-catalogue.ts';

export function withEngine() {
  const { open, server, queues } = withRedis();
  const engines: Engine[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.stop(2000)));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function world(
    jobs: Record<string, (name: string, context: JobContext) => Promise<unknown>> = {},
    more: Partial<EngineParts> = {},
    releases: Record<string, Release> = {},
  ) {
    const { store, redis, prefix } = open(storeTiming);
    const folder = mkdtempSync(join(tmpdir(), 'assay-aws-'));
    folders.push(folder);
    const fake = makeFakeAws(join(folder, 'effects'));
    const looks = { count: 0 };
    const { log, logged } = collectingLog();
    const parts: EngineParts = {
      ...calmParts,
      store,
      aws: fake.aws,
      log,
      catalogue: makeTestCatalogue(fake, jobs, looks, releases),
      connection: queues('patient'),
      prefix,
      ...more,
    };
    const start = async (): Promise<Engine> => {
      const engine = makeEngine(parts);
      engines.push(engine);
      await engine.start();
      return engine;
    };
    const submit = async (fields: Partial<Run> = {}): Promise<Run> =>
      (
        await store.runs.create(crypto.randomUUID(), (now) => {
          const run = sampleRun(now, { subject: crypto.randomUUID(), ...fields });
          return { run, audit: [] };
        })
      ).run;
    const reaches = (id: string, state: Run['state'], withinMs?: number) =>
      eventually(
        `${id} to be ${state}`,
        async () => {
          const run = await store.runs.get(id);
          return run?.state === state && run;
        },
        withinMs,
      );
    const notices = async () =>
      (await store.outbox.take(500, 60_000)).flatMap((item) => (item.kind === 'notice' ? [item.notice] : []));
    return { store, redis, prefix, fake, looks, logged, parts, start, submit, reaches, notices };
  }
  return { world, server, queues };
}
