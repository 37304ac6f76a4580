import { readFileSync } from 'node:fs';

/** The text of the example configuration. */
export const loadExample = (): string =>
  readFileSync(new URL('../../deploy/assay.example.yaml', import.meta.url), 'utf8');
