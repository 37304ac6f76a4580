import { z } from 'zod';

const Row = z.object({ label: z.string(), before: z.string(), after: z.string() });

/** Old and new side by side. */
export const Comparison = z.object({
  /** Differ, as a move wants it. */
  moved: z.array(Row),
  /** Differ, and should not. */
  unexpected: z.array(Row),
  /** Labels of what is the same. */
  same: z.array(z.string()),
});
export type Comparison = z.infer<typeof Comparison>;

export const MigrateResult = Comparison.extend({
  imageId: z.string(),
  instanceId: z.string(),
  volumeIds: z.array(z.string()),
  /** What became of the old one: "running", "stopped". */
  sourceState: z.string(),
});
export type MigrateResult = z.infer<typeof MigrateResult>;
