import { z } from 'zod';

/** What `npm audit --json` answers: what is known to be wrong with the tree, or why nobody can tell. */
const Found = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
});
const NotAnswered = z.object({ message: z.string() });

/** A vulnerability that somebody looked at and found not to concern Assay. */
export const Accepted = z.strictObject({
  package: z.string(),
  /** Address of the advisory. */
  advisory: z.string(),
  why: z.string().min(20),
  /** ISO 8601 day; from then on it counts again. */
  until: z.iso.date(),
});
export type Accepted = z.infer<typeof Accepted>;

export type Audit =
  | { readonly kind: 'not_checked'; readonly why: string }
  | { readonly kind: 'checked'; readonly serious: readonly string[]; readonly others: readonly string[] };

const isSerious = (severity: string): boolean => severity === 'high' || severity === 'critical';

/**
 * Reads npm's answer. Only an advisory that is named on the list, and not yet past its day, is left out.
 * @param text what npm printed
 * @param today ISO 8601 day
 */
export function readAudit(text: string, accepted: readonly Accepted[], today: string): Audit {
  const json = parsed(text);
  const found = Found.safeParse(json);
  if (!found.success) {
    const why = NotAnswered.safeParse(json);
    return { kind: 'not_checked', why: why.success ? why.data.message : 'npm gave no answer' };
  }
  const stillAccepted = new Set(
    accepted.filter(({ until }) => today < until).map((one) => `${one.package} ${one.advisory}`),
  );
  const lines = Object.entries(found.data.vulnerabilities).flatMap(([name, { severity, via }]) =>
    via.flatMap((cause) =>
      typeof cause === 'string' || stillAccepted.has(`${name} ${cause.url}`)
        ? []
        : [{ severity, line: `${name}: ${severity}: ${cause.title} (${cause.url})` }],
    ),
  );
  return {
    kind: 'checked',
    serious: lines.filter(({ severity }) => isSerious(severity)).map(({ line }) => line),
    others: lines.filter(({ severity }) => !isSerious(severity)).map(({ line }) => line),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
