import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What `npm test` runs. Tests that cross a thread or a process use dist/, which scripts/bootstrap.mjs builds first. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/{unit,property,contract,golden,e2e}/**/*.test.ts'],
    reporters: ['default', fileURLToPath(new URL('support/plain-reporter.ts', import.meta.url))],
    testTimeout: 60_000,
    // Sockets and time-outs are tried for real, and a machine that stands still for a moment fails them; a fault does so
    // twice. At a desk nothing is tried again, so that a test that wavers is seen.
    retry: process.env.CI === undefined ? 0 : 1,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
