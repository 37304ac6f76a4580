import { beforeAll, describe, expect, it } from 'vitest';
import { withRedis } from '../store/open-store.ts';
import { blindCases } from './cases/blind-cases.ts';
import type { Case } from './cases/case.ts';
import { copyCases } from './cases/copy-cases.ts';
import { exemptionCases } from './cases/exemption-cases.ts';
import { keyCases } from './cases/key-cases.ts';
import { placeCases } from './cases/place-cases.ts';
import { playCases } from './cases/play-cases.ts';
import { stateCases } from './cases/state-cases.ts';
import { tagCases } from './cases/tag-cases.ts';
import { useCases } from './cases/use-cases.ts';

const tables: Readonly<Record<string, readonly Case[]>> = {
  'tags and signatures': tagCases,
  'owners, users and Regions': placeCases,
  copies: copyCases,
  'what became of an AMI': stateCases,
  'with and without a key': keyCases,
  'what uses it, and where': useCases,
  exemptions: exemptionCases,
  'what could not be seen': blindCases,
};
const all = Object.values(tables).flat();

const { open } = withRedis();
let said: ReadonlyMap<string, string>;
beforeAll(async () => {
  said = await playCases(all, () => open().store);
}, 180_000);

it('are at least eighty, each with a name of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(80);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

describe.each(Object.entries(tables))('%s', (_, cases) => {
  it.each(cases)('$name: $expect', ({ name, expect: expected }) => {
    const answer = said.get(name) ?? 'not played';
    const [kind = '', part] = expected.split(/: (.*)/);
    expect(answer.split(': ')[0]).toBe(kind);
    if (part) expect(answer).toContain(part);
  });
});
