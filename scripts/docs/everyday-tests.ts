/** The text of a test file. */
export interface TestSource {
  /** From the repository root. */
  readonly path: string;
  readonly source: string;
}

const EVERYDAY = /^test\/(unit|property|contract|golden|e2e)\/.+\.test\.ts$/;

/** Whether `npm test` runs a file, and so every change: as test/vitest.config.ts says. The others run when asked for. */
export function isEveryday({ path }: TestSource): boolean {
  return EVERYDAY.test(path);
}
