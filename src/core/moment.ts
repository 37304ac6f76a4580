import { z } from 'zod';

/** The last one a `Date` can hold: a larger number has no date to be shown as. */
const last = 8_640_000_000_000_000;

/** When something happened or will, as it stands in records. */
export const Moment = z.number().int().min(0).max(last).describe('milliseconds since 1970, by the clock of Redis');
