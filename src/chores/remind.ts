import { remind } from '../compliance/remind.ts';
import { defineChore } from '../core/chore.ts';

/** Reminds of what was told and is still open: in the thread of its message, by severity. */
export const remindChore = defineChore({
  name: 'remind',
  // A fraction of the shortest pause: nobody minds when a reminder is late by that.
  everyMs: ({ compliance }) => Math.min(300_000, ...Object.values(compliance.remindMs ?? {}).map((pause) => pause / 8)),
  do: remind,
});
