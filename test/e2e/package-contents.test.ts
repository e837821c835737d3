import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/program.ts';

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number; readonly mode: number }[];
}

/** Of the archive, and of its files. Eight million of both are the table of the static encoder. */
const MOST_PACKED_BYTES = 10_000_000;
const MOST_BYTES = 17_000_000;
/** Whatever else is large was not meant to be there. */
const MOST_FILE_BYTES = 250_000;
/** Of a file that modules were joined in. */
const MOST_JOINED_BYTES = 1_000_000;

let packed: Packed;
let paths: readonly string[];

beforeAll(() => {
  const flags = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { status, stdout, stderr } = spawnSync('npm', flags, { cwd: ROOT, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  [packed] = JSON.parse(stdout);
  paths = packed.files.map(({ path }) => path);
});

describe('the package', () => {
  it('holds the program, the sample, the manual and the licence', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/src/cli/main.js',
        'dist/src/index.js',
        'dist/src/index.d.ts',
        'dist/src/client/index.js',
        'dist/src/encoder/static-minilm/static-minilm.bin',
        'dist/src/kernel/window-scan.wasm',
        'corpus/handbook/articles/posting-list.md',
        'docs/errors.md',
        'docs/licences.md',
        'examples/deployment/Containerfile',
        'npm-shrinkwrap.json',
        'LICENSE',
        'NOTICE',
      ]),
    );
  });

  it('holds no test, no source map, no TypeScript source, no bench and nothing of the work on it', () => {
    const strangers = paths.filter(
      (path) =>
        /\.map$|\.test\.|(?<!\.d)\.ts$|\.tsbuildinfo$|\.log$/.test(path) ||
        /^(dist\/(test|scripts)|test|src|indexer|scripts|data|node_modules)\//.test(path) ||
        /(^|\/)(\.git|\.env|\.npmrc|\.DS_Store)/.test(path),
    );
    expect(strangers).toEqual([]);
  });

  it('keeps to its size', () => {
    expect(packed.size).toBeLessThan(MOST_PACKED_BYTES);
    expect(packed.unpackedSize).toBeLessThan(MOST_BYTES);
    const most = (path: string): number => (path.startsWith('dist/src/joined/') ? MOST_JOINED_BYTES : MOST_FILE_BYTES);
    const large = packed.files.filter(({ path, size }) => size > most(path)).map(({ path }) => path);
    expect(large).toEqual(['dist/src/encoder/static-minilm/static-minilm.bin']);
  });
});
