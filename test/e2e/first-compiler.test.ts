import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
import { ARTICLES, PROGRAM } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** WebAssembly as V8 compiles it first, before it is found worth more, for a processor without AVX: other instructions for the same kernels. */
const FIRST_WITHOUT_AVX = ['--liftoff-only', '--no-enable-avx'];

function idOf(flags: readonly string[], choice: string): string {
  const out = join(temporaryFolder(), 'index');
  const asked = ['--passages', 'words:11', '--hnsw', choice, '--name', 'same', '--quiet'];
  const ran = spawnSync(process.execPath, [...flags, PROGRAM, 'index', ARTICLES, '--out', out, ...asked], {
    encoding: 'utf8',
  });
  expect(ran.status, ran.stderr).toBe(0);
  return readManifest(out).manifest.id;
}

// promise: build/byte-identical
describe.runIf(process.arch === 'x64')('an index that is built by what the first compiler of V8 makes', () => {
  // What a search finds in cells and graphs stands in the manifest, and so in the id.
  it.each(['ivf', 'on'])('has the same id, with --hnsw %s', (choice) => {
    expect(idOf(FIRST_WITHOUT_AVX, choice)).toBe(idOf([], choice));
  });
});
