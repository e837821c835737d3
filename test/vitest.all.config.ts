import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/**
 * What `npm run test:all` runs: the torture tests as well, one file at a time, for they measure time and kill processes;
 * programs of others that say whether a protocol is spoken well; and more generated indexes and searches than `npm test` has
 * time for.
 */
export default mergeConfig(base, {
  test: {
    projects: [{ extends: true, test: { name: 'long', include: ['test/{torture,conformance}/**/*.test.ts'] } }],
    env: { TEST_RUNS: '1000' },
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
