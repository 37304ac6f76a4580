import type { PatrolContext } from '../../src/core/patrol.ts';

/** An Assay that has done nothing yet. */
export const noRecords: PatrolContext['records'] = {
  run: async () => undefined,
  runs: async () => [],
  sealFault: () => undefined,
};
