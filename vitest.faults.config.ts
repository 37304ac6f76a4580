import { defineConfig } from 'vitest/config';

/** Everything that uses the store's scripts and the queues; the rest of their tests has nothing to do with Redis' topology. */
const ofTheStore = [
  'test/store/{exemptions,heard,queues,rounds,run-store,schedules,verify-audit,violations}.test.ts',
  'test/engine/{children,closing,engine,schedules}.test.ts',
  'test/compliance/{config,digest}.test.ts',
];

const findRedis = 'test/support/find-redis-once.ts';

/**
 * What takes too long for every run of the tests: workers that are killed and writes that AWS refuses, at every point (see
 * docs/reliability.md), the program started wrongly in every way, and rules and policies weakened in every line.
 */
export default defineConfig({
  test: {
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // They mostly wait: for AWS's pace and for leases to end.
    maxWorkers: 3,
    // Points of one file that are played at the same time, each in a world of its own.
    maxConcurrency: Number(process.env['FAULTS_LANES'] || 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/**/*.faults.test.ts'],
          globalSetup: [findRedis, 'test/acceptance/support/build.ts', 'test/faults/support/print-figures.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ofTheStore,
          globalSetup: [findRedis, 'test/support/shared-cluster.ts'],
          env: { STORE_REDIS: 'cluster' },
          isolate: false,
        },
      },
    ],
  },
});
