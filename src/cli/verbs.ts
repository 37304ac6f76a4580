import type { Verb } from './verb.ts';

/** A command of the program in the overview; the rest is loaded when it is asked for, so that each is quick. */
interface Entry {
  readonly summary: string;
  load(): Promise<Verb>;
}

/** Everything the program can be asked from a terminal. */
export const verbs: Readonly<Record<string, Entry>> = {
  start: {
    summary: 'run the bot, the workers, or both',
    load: async () => (await import('./start-verb.ts')).startVerb,
  },
  doctor: {
    summary: 'check Redis, Slack and every AWS role live, changing nothing',
    load: async () => (await import('./doctor-verb.ts')).doctorVerb,
  },
  manifest: {
    summary: 'print the Slack app manifest for this configuration',
    load: async () => (await import('./manifest-verb.ts')).manifestVerb,
  },
  policy: {
    summary: 'write the IAM documents for this configuration',
    load: async () => (await import('./policy-verb.ts')).policyVerb,
  },
  audit: {
    summary: 'export or verify the audit log, or write a report for auditors',
    load: async () => (await import('./audit-verb.ts')).auditVerb,
  },
};
