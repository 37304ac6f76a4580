import { digest } from '../compliance/digest.ts';
import { defineChore } from '../core/chore.ts';

/** Sums up each environment once a day, where the configuration says when. */
export const digestChore = defineChore({
  name: 'digest',
  everyMs: () => 30_000,
  do: digest,
});
