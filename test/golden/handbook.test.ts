import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HandbookGolden, recordHandbook } from '../support/handbook-golden.ts';
import { ARTICLES, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const stored = JSON.parse(readFileSync(join(ROOT, 'test', 'golden', 'handbook.json'), 'utf8')) as HandbookGolden;

// promise: build/byte-identical
describe('the index of the sample collection', () => {
  let found: HandbookGolden;
  beforeAll(async () => {
    const index = join(temporaryFolder(), 'handbook');
    const built = runProgram(['index', ARTICLES, '--out', index, '--quiet']);
    expect(built.code, built.err).toBe(0);
    found = await recordHandbook(index);
  });

  it('has the bytes that it had on the machine where the golden file was made', () => {
    expect(found.files).toEqual(stored.files);
    expect(found.id).toBe(stored.id);
  });

  it('ranks its topics as it did there, in every mode', () => {
    expect(found.rankings).toEqual(stored.rankings);
  });
});
