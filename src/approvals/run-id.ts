import { newId } from '../core/new-id.ts';

/** A new run's id. */
export const newRunId = (): string => newId('r');
