import { tell } from '../compliance/tell.ts';
import { defineChore } from '../core/chore.ts';

/** Tells what nobody was told of yet: whatever came up since the last time becomes one message a channel. */
export const tellChore = defineChore({
  name: 'tell',
  everyMs: ({ compliance }) => Math.min(30_000, compliance.everyMs),
  do: tell,
});
