import type { Accepted } from './read-audit.ts';

/** Vulnerabilities of packages we ship that do not concern Assay, each with its reason and a day on which it is looked at again. */
export const accepted: readonly Accepted[] = [];
