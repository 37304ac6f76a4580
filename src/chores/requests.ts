import { followRequests } from '../compliance/asked.ts';
import { defineChore } from '../core/chore.ts';

/** Keeps what was told of violations up to date with what people have asked for to put them right. */
export const requestsChore = defineChore({
  name: 'requests',
  everyMs: ({ compliance }) => Math.min(10_000, compliance.everyMs),
  do: followRequests,
});
