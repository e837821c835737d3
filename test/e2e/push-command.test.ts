import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('says what is wrong with the directory of a push before it asks a cluster', () => {
  const absent = join(temporaryFolder(), 'absent');
  // Nothing listens at the port of discard.
  const { code, err } = runProgram(['push', absent, 'opensearch:http://127.0.0.1:9/handbook']);
  expect(err).toContain('INDEX_MISSING: ');
  expect(err).toContain(absent);
  expect(code).toBe(1);
});
