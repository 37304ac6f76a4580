import { auditVerb } from './audit-verb.ts';
import { doctorVerb } from './doctor-verb.ts';
import { manifestVerb } from './manifest-verb.ts';
import { policyVerb } from './policy-verb.ts';
import { startVerb } from './start-verb.ts';
import type { Verb } from './verb.ts';

/** Everything the program can be asked from a terminal. */
export const verbs: Readonly<Record<string, Verb>> = {
  start: startVerb,
  doctor: doctorVerb,
  manifest: manifestVerb,
  policy: policyVerb,
  audit: auditVerb,
};
