import type { ParseArgsConfig } from 'node:util';
import { StartError } from '../compose/start-error.ts';

export interface VerbInput {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One command of the program. */
export interface Verb {
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** @returns the exit code */
  run(input: VerbInput): Promise<number>;
}

/** A flag that must be one of some words. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[], flag: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new StartError(`--${flag} must be one of ${allowed.join(', ')}, not "${String(value)}".`);
}

/** A flag that must be a port. */
export function portOf(value: unknown, flag: string): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartError(`--${flag} must be a port number from 0 to 65535, not "${String(value)}".`);
}
