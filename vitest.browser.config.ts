import { defineConfig } from 'vitest/config';

/** The sandbox's page in a real Chromium. One worker: a browser is heavy enough alone. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
