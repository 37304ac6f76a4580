import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { version } from './version.ts';

/** Shorter ones are words that stand in many lines ("redis", "default"): blanking them would hide nothing. */
const shortest = 8;

/** As it stands inside a line of JSON. */
const written = (secret: string): string => JSON.stringify(secret).slice(1, -1);

/** ioredis hangs the command that failed onto its error: AUTH with the password, or a whole record. */
const redisCommands = ['err', 'err.lastNodeError', 'err.cause'].map((path) => `${path}.command.args`);

/**
 * Secrets must not reach a log by any road: names that could hold one are blanked wherever they stand, and the very
 * secrets of this process wherever they turn up, such as in a proxy's error page that repeats a request's headers.
 */
export function makeLog(level: string, secrets: readonly string[], destination?: DestinationStream): Logger {
  const known = secrets.filter((secret) => secret.length >= shortest).map(written);
  const options: LoggerOptions = {
    level,
    base: { version },
    redact: {
      paths: [
        '*.token',
        '*.botToken',
        '*.appToken',
        '*.signingSecret',
        '*.secretAccessKey',
        '*.headers.authorization',
        ...redisCommands,
      ],
      censor: '***',
    },
    hooks: { streamWrite: (line) => known.reduce((text, secret) => text.replaceAll(secret, '***'), line) },
  };
  return destination ? pino(options, destination) : pino(options);
}
