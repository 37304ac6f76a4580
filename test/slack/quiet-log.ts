import type { Log } from '../../src/slack/log.ts';

/** A log that remembers, so that a test can ask what was told to operators. */
export interface KeptLog extends Log {
  readonly lines: { level: string; fields: object; message: string }[];
}

export function keepLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
