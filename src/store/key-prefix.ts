/** Every key of ours: one hash tag, so that one script may touch them all, also in a cluster. */
export const keyPrefix = '{assay}:';
