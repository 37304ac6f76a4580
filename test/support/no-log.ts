import type { PatrolContext } from '../../src/core/patrol.ts';
import { chainStart } from '../../src/core/verify-audit.ts';

/** For what has nothing to do with the audit log. */
export const noLog: Pick<PatrolContext, 'audit' | 'logWatch' | 'log'> = {
  audit: { scan: async () => [], ends: async () => ({ counted: chainStart }), hashes: async () => [] },
  logWatch: {
    state: async () => ({ state: { breaks: [], lost: [], toldAt: 0 }, version: '' }),
    told: async () => true,
  },
  log: { info: () => undefined, warn: () => undefined },
};
