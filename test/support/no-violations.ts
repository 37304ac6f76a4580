import type { Violations } from '../../src/core/violations.ts';

/** For what has nothing to do with violations. */
export const noViolations: Violations = {
  openAt: async () => ({ version: '0', violations: [] }),
  write: async () => '1',
  untold: async () => [],
  tell: async () => undefined,
  bulletin: async () => undefined,
  ask: async () => undefined,
  openBulletins: async () => [],
  remind: async () => undefined,
  async *history() {},
  list: async () => [],
  glance: async () => ({ open: new Map(), coverage: [] }),
  get: async () => undefined,
  cover: async () => undefined,
  coverage: async () => [],
};
