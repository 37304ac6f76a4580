import type { z } from 'zod';
import { checkConsistency } from './check-consistency.ts';
import { Sections } from './sections.ts';

/** The shape of `assay.yaml`. Unknown keys are refused: a misspelt setting must not be silently ignored. */
export const ConfigFile = Sections.superRefine(checkConsistency);
export type ConfigFile = z.output<typeof ConfigFile>;
