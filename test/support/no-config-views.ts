import type { ConfigViews } from '../../src/core/config-view.ts';

/** AWS Config was asked nowhere. */
export const noConfigViews: ConfigViews = {
  note: async () => undefined,
  forget: async () => undefined,
  all: async () => [],
};
