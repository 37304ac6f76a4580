/** A log nobody reads. */
export const silent = { info: () => undefined, warn: () => undefined };
