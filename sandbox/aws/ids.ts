import { randomBytes } from 'node:crypto';

/** A new EC2 id as AWS writes them: prefix and 17 hex digits, beginning with 0. */
export function newId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

/** A random string of capital letters and digits, for access key ids and request tokens. */
export function newCapitals(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
