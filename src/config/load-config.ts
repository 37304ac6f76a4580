import { readFileSync } from 'node:fs';
import type { RedisAddress } from '../core/redis-address.ts';
import { ConfigError } from './problem.ts';
import { readEnvironment, type Secrets } from './read-environment.ts';
import { readFile } from './read-file.ts';
import { redisAddress } from './redis-address.ts';
import type { ConfigFile } from './schema.ts';

export interface Config {
  readonly file: ConfigFile;
  readonly secrets: Secrets;
  readonly redis: RedisAddress;
}

/**
 * Reads the file named by `ASSAY_CONFIG` (default `assay.yaml` in the working directory).
 * @throws ConfigError when it cannot be read or is wrong
 */
export function loadConfigFile(environment: Readonly<Record<string, string | undefined>>): ConfigFile {
  const path = environment['ASSAY_CONFIG'] || 'assay.yaml';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ConfigError([
      {
        where: path,
        what: missing
          ? 'there is no such file; copy deploy/assay.example.yaml there, or name yours in ASSAY_CONFIG'
          : `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      },
    ]);
  }
  const read = readFile(text, path);
  if ('problems' in read) throw new ConfigError(read.problems);
  return read.file;
}

/**
 * The whole configuration: the file, and secrets from the environment.
 * @throws ConfigError with every problem of both
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  let file: ConfigFile | undefined;
  let fileError: ConfigError | undefined;
  try {
    file = loadConfigFile(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    fileError = error;
  }
  const read = readEnvironment(environment, file?.slack.mode ?? 'socket');
  const problems = [...(fileError?.problems ?? []), ...('problems' in read ? read.problems : [])];
  if (!file || 'problems' in read || problems.length > 0) throw new ConfigError(problems);
  const address = redisAddress(file, read.secrets);
  if ('problems' in address) throw new ConfigError(address.problems);
  return { file, secrets: read.secrets, redis: address.redis };
}
