import { z } from 'zod';
import type { Run } from '../core/run.ts';

/** A value as it will be read back from a record. @throws ZodError when JSON cannot hold it */
export const asStored = (value: unknown): Run['result'] =>
  value === undefined ? undefined : z.json().parse(JSON.parse(JSON.stringify(value)));

/** AWS ids in a value: the audit line and the history of these things know the run by them. */
export const awsIds = (value: unknown): readonly string[] => [
  ...new Set((JSON.stringify(value) ?? '').match(/\b(?:ami|snap|i|vol)-[0-9a-f]{8,17}\b/g) ?? []),
];
