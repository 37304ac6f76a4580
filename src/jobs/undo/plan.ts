import { z } from 'zod';
import { Reversal } from '../../core/reversal.ts';

/** What is taken back of one run, and in this order: instances before the AMIs they run from, access before keys. */
export const UndoPlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  /** The run that is undone, and what it was called. */
  runId: z.string(),
  job: z.string(),
  reversals: z.array(Reversal).min(1),
});
export type UndoPlan = z.infer<typeof UndoPlan>;

export const UndoResult = z.object({
  /** A sentence per thing that is gone now. */
  undone: z.array(z.string()),
});
export type UndoResult = z.infer<typeof UndoResult>;
