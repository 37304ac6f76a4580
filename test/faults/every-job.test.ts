import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { allCases } from './support/all-cases.ts';
import { isWriteAction } from './support/write-of.ts';

const folder = new URL('cases/', import.meta.url);

it('every job that writes to AWS is played by a fault case, and no case plays a job that is gone', async () => {
  const { jobs } = await loadCatalogue(new URL('../../src/', import.meta.url));
  const writing = [...jobs.values()].filter(({ iam }) => iam.some(({ action }) => isWriteAction(action)));
  const played = new Set((await allCases()).flatMap(({ plays }) => plays));
  expect([...played].toSorted()).toEqual(writing.map(({ name }) => name).toSorted());
});

it('every file of cases is played', () => {
  const tests = readdirSync(new URL('./', import.meta.url));
  for (const file of readdirSync(folder)) expect(tests).toContain(file.replace('.ts', '.faults.test.ts'));
});
