import { endDeparted } from '../compliance/end-departed.ts';
import { defineChore } from '../core/chore.ts';

/** Ends what is open where the configuration does not let anybody look any more. */
export const departedChore = defineChore({
  name: 'departed',
  everyMs: ({ compliance }) => compliance.everyMs,
  do: endDeparted,
});
