import { defineConfig } from 'vitest/config';

/** The sandbox's page in a real Chromium, each file with a sandbox of its own. Two at a time: they mostly wait for sweeps and cards. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
