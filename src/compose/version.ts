import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The version package.json states; the same file stands two folders up from the sources and from the built program. */
export const version = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
