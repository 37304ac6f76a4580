import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from './log.ts';

/**
 * Bolt's and the clients' own log lines in our log. Debug is off: it would print whole payloads.
 * @param failsAs `warn` where we mend what the library calls an error, and say so where we cannot
 */
export function boltLogger(log: Log, failsAs: 'error' | 'warn' = 'error'): Logger {
  const line = (words: readonly unknown[]): string =>
    words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ');
  return {
    debug: () => undefined,
    info: (...words) => log.debug({ library: line(words) }, 'slack library'),
    warn: (...words) => log.warn({ library: line(words) }, 'slack library warns'),
    error: (...words) => log[failsAs]({ library: line(words) }, 'slack library fails'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
