import { defineConfig } from 'vitest/config';
import { common } from './vitest.config.ts';

/**
 * What `npm run test:clients` runs: clients of other search APIs, unpatched, against the dialects. They are installed from npm and
 * PyPI first, so it is not part of `npm test`.
 */
export default defineConfig({
  test: {
    ...common,
    include: ['test/clients/**/*.test.ts'],
    testTimeout: 120_000,
    fileParallelism: false,
  },
});
