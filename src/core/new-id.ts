import { randomInt } from 'node:crypto';

/** Without l, o, 0 and 1, which people misread. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * A new id: unguessable (50 bits) and short enough to be typed.
 * @param kind `r` run, `v` violation, `b` bulletin
 */
export const newId = (kind: 'r' | 'v' | 'b'): string =>
  `${kind}-${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')}`;
