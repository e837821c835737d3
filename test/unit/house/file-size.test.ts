import { expect, it } from 'vitest';
import { listSources, readSource } from '../../support/import-graph.ts';

const SOURCE_LINES = 400;
const TEST_LINES = 600;
/** Tables: written by scripts/make-unicode-tables.mjs, and a row a code of error. */
const TABLES = /\/(?:unicode-tables|errors)\.ts$/;

function countLines(source: string): number {
  return source.split('\n').length - (source.endsWith('\n') ? 1 : 0);
}

function findLongFiles(files: readonly (readonly [path: string, source: string])[]): string[] {
  return files.flatMap(([path, source]) => {
    const most = path.startsWith('test/') ? TEST_LINES : SOURCE_LINES;
    const lines = countLines(source);
    return lines > most && !TABLES.test(path) ? [`${path}: ${lines} lines, at most ${most}`] : [];
  });
}

it('keeps every file short enough to answer one question', () => {
  const paths = ['src', 'indexer', 'scripts', 'test'].flatMap((folder) => listSources(folder));
  expect(findLongFiles(paths.map((path) => [path, readSource(path)]))).toEqual([]);
});

it('counts lines to the last and no further', () => {
  const lines = (count: number) => 'x\n'.repeat(count);
  expect(
    findLongFiles([
      ['src/a.ts', lines(400)],
      ['test/a.ts', lines(600)],
    ]),
  ).toEqual([]);
  expect(
    findLongFiles([
      ['indexer/a.ts', lines(401)],
      ['test/a.ts', `${lines(600)}x`],
    ]),
  ).toHaveLength(2);
  expect(findLongFiles([['src/analysis/unicode-tables.ts', lines(4000)]])).toEqual([]);
});
