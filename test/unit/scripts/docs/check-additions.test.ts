import { describe, expect, it } from 'vitest';
import { checkAdditions, type Tree } from '../../../../scripts/docs/check-additions.ts';
import { parseMarkdown } from '../../../../scripts/docs/markdown.ts';

const HEADER = '| to add | implement | register | contract suite | toy | inside the house |';
const ROW =
  '| ranker | `Ranker` of `src/ranker.ts` | `registerRanker` of `src/rankers.ts` | `test/contract/ranker.ts` | `test/toys/toy-ranker.ts` | a file in `src/` |';

const SOURCES: Readonly<Record<string, string>> = {
  'src/ranker.ts': 'export interface Ranker {}',
  'src/rankers.ts': 'export function registerRanker(ranker: Ranker): void {}',
  'test/contract/ranker.ts': 'export function rankerContract(): void {}',
  'test/contract/ranker.test.ts': "import '../toys/toy-ranker.ts';\nimport { rankerContract } from './ranker.ts';",
  'test/toys/toy-ranker.ts':
    "import { join } from 'node:path';\nimport { registerRanker } from '../../src/rankers.ts';\n\nregisterRanker({});\n",
};

function treeOf(sources: Readonly<Record<string, string>>): Tree {
  const files = Object.entries(sources).map(([path, text]) => ({ path, text }));
  return {
    sources: files,
    exists: (path) => files.some((file) => file.path === path || file.path.startsWith(`${path}/`)),
  };
}

function find(row = ROW, change: Readonly<Record<string, string>> = {}): string[] {
  const page = parseMarkdown('a.md', [HEADER, '|---|---|---|---|---|---|', row].join('\n'));
  return checkAdditions(page, treeOf({ ...SOURCES, ...change })).map(({ line, sentence }) => `${line}: ${sentence}`);
}

describe('the table of seams', () => {
  it('may name what is there, exported, used and tried', () => {
    expect(find()).toEqual([]);
  });

  it('may have a seam without a register function, whose toy names the interface', () => {
    const row = ROW.replace('`registerRanker` of `src/rankers.ts`', '');
    const toy = "import type { Ranker } from '../../src/ranker.ts';\nexport class Toy implements Ranker {}";
    expect(find(row, { 'test/toys/toy-ranker.ts': toy })).toEqual([]);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['a path that leads nowhere', ROW.replace('in `src/`', 'in `src/gone/`'), {}, '3: there is no src/gone/'],
    [
      'an interface by another name',
      ROW,
      { 'src/ranker.ts': 'interface Ranker {}' },
      '3: src/ranker.ts exports no Ranker',
    ],
    [
      'a register function that has gone',
      ROW,
      { 'src/rankers.ts': 'export function registerRankers(): void {}' },
      '3: src/rankers.ts exports no registerRanker',
    ],
    ['no suite', ROW.replace('`test/contract/ranker.ts`', ''), {}, '3: ranker has no contract suite'],
    [
      'a toy that imports and does not register',
      ROW,
      { 'test/toys/toy-ranker.ts': "import { registerRanker } from '../../src/rankers.ts';\n// registerRanker\n" },
      '3: test/toys/toy-ranker.ts makes no use of registerRanker',
    ],
    [
      'a toy that needs the tests of the house',
      ROW,
      { 'test/toys/toy-ranker.ts': "import '../support/a.ts';\nregisterRanker({});" },
      '3: test/toys/toy-ranker.ts imports test/support/a.ts, which is no part of src or indexer',
    ],
    [
      'a toy that needs a package',
      ROW,
      { 'test/toys/toy-ranker.ts': "import fastify from 'fastify';\nregisterRanker(fastify);" },
      '3: test/toys/toy-ranker.ts imports fastify, which is no part of src or indexer',
    ],
    [
      'a toy that no test uses',
      ROW,
      { 'test/contract/ranker.test.ts': "import { rankerContract } from './ranker.ts';" },
      '3: no test uses test/toys/toy-ranker.ts',
    ],
    [
      'a toy whose tests apply another suite',
      ROW,
      { 'test/contract/ranker.test.ts': "import '../toys/toy-ranker.ts';" },
      '3: no test of test/toys/toy-ranker.ts applies test/contract/ranker.ts',
    ],
    [
      'a toy that stands in no row',
      ROW,
      { 'test/toys/toy-other.ts': 'registerRanker({});' },
      '1: no row that begins with to add has the toy test/toys/toy-other.ts',
    ],
  ])('is faulted for %s', (_what, row, change, fault) => {
    expect(find(row, change)).toEqual([fault]);
  });

  it('is faulted for a row without a toy', () => {
    expect(find(ROW.replace('`test/toys/toy-ranker.ts`', ''))).toEqual([
      '3: ranker has no toy',
      '1: no row that begins with to add has the toy test/toys/toy-ranker.ts',
    ]);
  });
});

describe('the table of other things', () => {
  it('is faulted for paths alone, and tables that are about something else are passed over', () => {
    const page = (first: string) =>
      parseMarkdown('a.md', [`| ${first} | change |`, '|---|---|', '| limit | `src/gone.ts`, `Ranker` |'].join('\n'));
    const tree = treeOf({});
    expect(checkAdditions(page('to add'), tree)).toEqual([
      { file: 'a.md', line: 3, sentence: 'there is no src/gone.ts' },
    ]);
    expect(checkAdditions(page('to mend'), tree)).toEqual([
      { file: 'a.md', line: 1, sentence: 'has no table that begins with to add' },
    ]);
  });
});
