import { defineConfig } from 'vitest/config';

const elsewhere = ['test/browser/**', 'test/**/*.faults.test.ts', 'node_modules/**', 'dist/**'];

export default defineConfig({
  test: {
    exclude: elsewhere,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    globalSetup: ['test/support/find-redis-once.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...elsewhere, 'test/acceptance/**'],
          // Loading the AWS clients for every file anew took more time than the tests. A file leaves nothing behind.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // The built program as processes of its own: patient, because everything else may run beside it.
          name: 'acceptance',
          include: ['test/acceptance/**/*.test.ts'],
          globalSetup: ['test/acceptance/support/build.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // After everything else. These mostly wait for people's pace, so that three fit where two would work.
          sequence: { groupOrder: 1 },
          maxWorkers: 3,
        },
      },
    ],
  },
});
