import { describe, expect, it } from 'vitest';
import { checkExamples } from '../../../../scripts/docs/check-examples.ts';
import { parseMarkdown } from '../../../../scripts/docs/markdown.ts';

const TOY =
  "import { join } from 'node:path';\nimport { registerShown } from '../../src/shown.ts';\n\nconst a = 1;\nregister({\n  a,\n});\n";
const SOURCES = [
  { path: 'test/toys/toy.ts', text: TOY },
  { path: 'src/index.ts', text: "export { registerShown } from './shown.ts';" },
  { path: 'src/hidden.ts', text: 'export function registerHidden(): void {}' },
];
const EXAMPLE = ['```ts', '// test/toys/toy.ts', 'register({', '  a,', '});', '```'];
const TABLE = ['', '| kind | register | from |', '|---|---|---|'];

function find(...lines: string[]): string[] {
  return checkExamples(parseMarkdown('a.md', lines.join('\n')), SOURCES).map(
    ({ line, sentence }) => `${line}: ${sentence}`,
  );
}

describe('the examples of a page', () => {
  it('may be a whole file, or some lines of it', () => {
    expect(find(...EXAMPLE)).toEqual([]);
    expect(find('```ts', '// test/toys/toy.ts', ...TOY.trimEnd().split('\n'), '```')).toEqual([]);
    expect(find(...EXAMPLE, '```sh', 'stillweb --help', '```')).toEqual([]);
  });

  it.each([
    [
      'differs in a line',
      ['```ts', '// test/toys/toy.ts', 'register({', '});', '```'],
      'the example is not what stands in test/toys/toy.ts',
    ],
    [
      'ends within a line',
      ['```ts', '// test/toys/toy.ts', 'register(', '```'],
      'the example is not what stands in test/toys/toy.ts',
    ],
    ['is empty', ['```ts', '// test/toys/toy.ts', '```'], 'the example is not what stands in test/toys/toy.ts'],
    [
      'names no file',
      ['```js', '', 'register({});', '```'],
      'the example does not begin with // and a file of test/toys',
    ],
    ['names a file that has gone', ['```ts', '// test/toys/gone.ts', 'x', '```'], 'there is no file test/toys/gone.ts'],
  ])('are faulted when one %s', (_what, lines, fault) => {
    expect(find(...lines)).toEqual([`2: ${fault}`]);
  });

  it('may import from the package what it exports, in place of the sources', () => {
    const importing = (names: string) =>
      find(
        '```ts',
        '// test/toys/toy.ts',
        `import { ${names} } from 'stillweb';`,
        '',
        'register({',
        '  a,',
        '});',
        '```',
      );
    expect(importing('registerShown')).toEqual([]);
    expect(importing('registerShown, type Hidden')).toEqual(['2: src/index.ts exports no Hidden']);
  });

  it('are missed on a page without any', () => {
    expect(find('# Page')).toEqual(['1: has no example']);
  });
});

describe('where a register function comes from', () => {
  const findRow = (row: string) => find(...EXAMPLE, ...TABLE, row);

  it('is the package where that exports it, and else its file', () => {
    expect(findRow('| a | `registerShown` | `stillweb` |')).toEqual([]);
    expect(findRow('| a | `registerHidden` | `src/hidden.ts` |')).toEqual([]);
  });

  it('is faulted when the package has it by now, has it no longer, or the file has not', () => {
    expect(findRow('| a | `registerShown` | `src/shown.ts` |')).toEqual(['10: src/index.ts exports registerShown']);
    expect(findRow('| a | `registerHidden` | `stillweb` |')).toEqual(['10: src/index.ts exports no registerHidden']);
    expect(findRow('| a | `registerGone` | `src/hidden.ts` |')).toEqual(['10: src/hidden.ts has no registerGone']);
  });
});
