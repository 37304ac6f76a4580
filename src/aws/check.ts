import { BusyError, UserError } from '../core/outcome.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly sentence: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

/** The answer of a look as a check; whatever goes wrong is the finding, not a failure of the doctor. */
export async function look(name: string, ask: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, sentence: await ask() };
  } catch (error) {
    if (error instanceof UserError) return { name, ok: false, sentence: error.message, fix: error.hint };
    const sentence = error instanceof Error ? error.message : String(error);
    return { name, ok: false, sentence, ...(error instanceof BusyError ? { fix: 'Try again in a moment.' } : {}) };
  }
}
