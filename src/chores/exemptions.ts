import { keepExemptions } from '../compliance/keep-exemptions.ts';
import { defineChore } from '../core/chore.ts';

/** Lets exemptions take effect, and run out, at their moment. */
export const exemptionsChore = defineChore({
  name: 'exemptions',
  everyMs: ({ compliance }) => Math.min(5000, compliance.everyMs),
  do: keepExemptions,
});
