import { defineConfig } from 'vitest/config';

/** Workers that are killed, and writes that AWS refuses, at every point: see docs/reliability.md. */
export default defineConfig({
  test: {
    include: ['test/**/*.faults.test.ts'],
    globalSetup: [
      'test/support/find-redis-once.ts',
      'test/acceptance/support/build.ts',
      'test/faults/support/print-figures.ts',
    ],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // They mostly wait: for AWS's pace and for leases to end.
    maxWorkers: 3,
  },
});
