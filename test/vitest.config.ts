import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** How any test runs. */
export const common = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  reporters: ['default', fileURLToPath(new URL('support/plain-reporter.ts', import.meta.url))],
  testTimeout: 60_000,
  // Sockets and time-outs are tried for real, and a machine that stands still for a moment fails them; a fault does so
  // twice. At a desk nothing is tried again, so that a test that wavers is seen.
  retry: process.env.CI === undefined ? 0 : 1,
  hookTimeout: 120_000,
  maxWorkers: 2,
};

/** What `npm test` runs. Tests that cross a thread or a process use dist/, which scripts/bootstrap.mjs builds first. */
export default defineConfig({
  test: {
    ...common,
    projects: [
      // These files share a process, which has loaded the program once: a start for each of them takes longer than most of their tests.
      {
        extends: true,
        test: { name: 'together', include: ['test/{unit,contract,golden}/**/*.test.ts'], isolate: false },
      },
      { extends: true, test: { name: 'apart', include: ['test/{property,e2e}/**/*.test.ts'] } },
    ],
  },
});
