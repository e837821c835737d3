import { describe, expect, it } from 'vitest';
import { checkComments, checkFileNames } from '../../../../scripts/docs/check-comments.ts';
import { parseMarkdown } from '../../../../scripts/docs/markdown.ts';

const FILES = ['src/limits.ts', 'src/kernel/walk.ts', 'src/kernel/assembly/walk.ts', 'scripts/build.mjs'];
const check = (...lines: string[]) =>
  checkComments([{ path: 'src/kernel/assembly/hnsw.ts', text: lines.join('\n') }], FILES).map(
    ({ line, sentence }) => `${line}: ${sentence}`,
  );

describe('a comment', () => {
  it('may name files that are there: by path, by its end, by name, from its own folder, or as they are built', () => {
    expect(
      check(
        '/** See src/limits.ts and assembly/walk.ts. */',
        ' * `walk.ts`, ./walk.ts, ../walk.ts (scripts/build.mjs)',
        '// node dist/src/limits.js, build.mjs',
        'const a = 1; // limits.ts says so',
      ),
    ).toEqual([]);
  });

  it('is faulted for files that are gone, one by one', () => {
    expect(
      check(
        '/** See src/bounds.ts and limits.ts. */',
        ' * ../graph-search.ts; kernel/limits.ts',
        // The check reads this file too, and no string may look like a comment behind code.
        `const a = 1; ${'//'} run-cursor.ts, dist/src/gone.js`,
      ),
    ).toEqual([
      '1: there is no file src/bounds.ts',
      '2: there is no file ../graph-search.ts',
      '2: there is no file kernel/limits.ts',
      '3: there is no file run-cursor.ts',
      '3: there is no file dist/src/gone.js',
    ]);
  });

  it('is all that is read: no code, no quoted import, no placeholder, no pattern', () => {
    expect(
      check("import { a } from './gone.ts';", "// import './gone.ts';", '// NAME.ts, *.test.ts, 2.ts', 'f("gone.ts")'),
    ).toEqual([]);
  });
});

describe('the code spans of a page', () => {
  const say = (...lines: string[]) =>
    checkFileNames([parseMarkdown('docs/a.md', lines.join('\n'))], FILES).map(({ line, sentence }) => [line, sentence]);

  it('name files that are there', () => {
    expect(say('`src/limits.ts`, `node dist/src/limits.js`', '', 'See `build.mjs`.')).toEqual([]);
    expect(say('', '`src/bounds.ts`')).toEqual([[2, 'there is no file src/bounds.ts']]);
  });

  it('may name a file of the reader', () => {
    expect(say('`./mine.mjs`', '', '```sh', 'node mine.mjs', '```')).toEqual([]);
  });
});
