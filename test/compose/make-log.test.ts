import { describe, expect, it } from 'vitest';
import { makeLog } from '../../src/compose/make-log.ts';

const secrets = ['xoxb-1-bot-token', 'xapp-1-app-token', 'p"w\\d of redis', 'aws+secret/key'];

const logged = (write: (log: ReturnType<typeof makeLog>) => void): string => {
  const lines: string[] = [];
  write(makeLog('trace', secrets, { write: (line: string) => void lines.push(line) }));
  return lines.join('');
};

describe('the log', () => {
  it.each(secrets)('never holds %s, wherever it turns up', (secret) => {
    // A proxy's error page may repeat the request it did not like, its headers included.
    const error = Object.assign(new Error(`refused ${secret}`), { body: `<pre>Authorization: Bearer ${secret}</pre>` });
    const text = logged((log) => {
      log.warn({ err: error }, 'call failed');
      log.trace({ deep: { deeper: [{ any: secret }] } }, `said ${secret}`);
    });
    expect(text).not.toContain(secret);
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(text).toContain('Bearer ***');
    for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('leaves everything else as it is, also when a secret is empty or a word like any other', () => {
    const lines: string[] = [];
    makeLog('info', ['', 'redis'], { write: (line) => void lines.push(line) }).info(
      { host: 'redis' },
      'Redis is ready',
    );
    expect(JSON.parse(lines.join(''))).toMatchObject({ host: 'redis', msg: 'Redis is ready' });
  });
});
