import { BusyError, UserError } from '../../core/outcome.ts';

/** What came of one question among many: its answer, or why there is none. */
export type Attempt<T> = { readonly value: T } | { readonly why: string };

/** One part that AWS refuses takes nothing away from the others. */
export async function attempt<T>(work: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof UserError || error instanceof BusyError) return { why: error.message };
    throw error;
  }
}

export const answerOf = <T>(tried: Attempt<T>): T | undefined => ('value' in tried ? tried.value : undefined);
