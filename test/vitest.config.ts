import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What `npm test` runs. Tests that cross a thread or a process use dist/, which scripts/bootstrap.mjs builds first. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/{unit,property,contract,golden,e2e}/**/*.test.ts'],
    reporters: ['default', fileURLToPath(new URL('support/plain-reporter.ts', import.meta.url))],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
