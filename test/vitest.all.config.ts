import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What `npm run test:all` runs: the torture tests as well, one file at a time, for they measure time and kill processes. */
export default mergeConfig(base, {
  test: { include: ['test/torture/**/*.test.ts'], testTimeout: 600_000, fileParallelism: false },
});
