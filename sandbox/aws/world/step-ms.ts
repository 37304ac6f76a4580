import type { PipelineRecord } from './builder.ts';

/** A whole build takes as long as an image does, however many steps it has; the first of them is spent pending. */
export const stepMsOf = (pipeline: PipelineRecord, paceMs: number): number =>
  Math.ceil(paceMs / (1 + pipeline.seed.workflows.reduce((sum, { steps }) => sum + steps.length, 0)));
