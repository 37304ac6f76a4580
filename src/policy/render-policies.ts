import type { PolicyFile } from './policy-file.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The documents as files for `assay policy --out`: path to text, and an index that says what belongs where. */
export function renderPolicies(files: readonly PolicyFile[]): ReadonlyMap<string, string> {
  const index = files.map(({ name, purpose, account, attachTo }) => ({
    file: `${name}.json`,
    purpose,
    account,
    attachTo,
  }));
  return new Map([
    ['index.json', json(index)] as const,
    ...files.map(({ name, document }) => [`${name}.json`, json(document)] as const),
  ]);
}
