import { randomInt } from 'node:crypto';

/** Without l, o, 0 and 1, which people misread. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A new run's id: unguessable (50 bits) and short enough to be typed. */
export const newRunId = (): string =>
  `r-${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')}`;
