import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDifference } from '../../../../scripts/follow/expected-output.ts';
import { followPage, missingTools } from '../../../../scripts/follow/follow-page.ts';
import { readSteps } from '../../../../scripts/follow/page-steps.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const fence = (info: string, ...lines: readonly string[]): string => [`\`\`\`${info}`, ...lines, '```', ''].join('\n');

async function follow(...blocks: readonly string[]) {
  const file = join(temporaryFolder(), 'page.md');
  writeFileSync(file, blocks.join('\n'));
  const folder = temporaryFolder();
  return { folder, ...(await followPage('page.md', file, folder)) };
}

describe('the steps of a page', () => {
  it('are its blocks of shell with the outputs behind them, below their headings', () => {
    const page = [
      '# A',
      '## B',
      fence('sh', 'echo 1'),
      fence('text output', '1'),
      fence('json', '{}'),
      '## C',
      fence('bash', 'echo 2'),
    ];
    expect(readSteps('page.md', page.join('\n'))).toEqual([
      { line: 3, headings: ['A', 'B'], command: 'echo 1\n', outputs: [{ line: 7, form: 'text', text: '1\n' }] },
      { line: 16, headings: ['A', 'C'], command: 'echo 2\n', outputs: [] },
    ]);
  });

  it('leave out what a follower has installed', () => {
    const page = ['# A', '## Install', fence('sh', 'npm run build'), '## B', fence('sh', 'echo')];
    expect(readSteps('page.md', page.join('\n')).map(({ command }) => command)).toEqual(['echo\n']);
  });

  it('are refused where an output is of no step, or has another form', () => {
    expect(() => readSteps('page.md', fence('text output', 'x'))).toThrow('page.md:1: an output of no step');
    expect(() => readSteps('page.md', fence('sh', 'x') + fence('yaml output', 'x'))).toThrow('text or json');
  });
});

describe('what a page shows of an output', () => {
  const differs = (form: 'text' | 'json', text: string, printed: string) =>
    findDifference({ line: 1, form, text }, printed) !== null;

  it.each([
    ['a\nb\n', 'a\nb\n', false],
    ['a\nb\n', 'a  \nb\n\n', false],
    ['a\n', 'a\nb\n', true],
    ['a … s\n', 'a 1.2 s\n', false],
    ['a … s\n', 'a\n s\n', true],
    ['…\nb\n…\n', 'b\n', false],
    ['…\nb\n…\n', 'x\ny\nb\nz\n', false],
    ['…\nb\n', 'x\n', true],
    ['a.c\n', 'abc\n', true],
  ])('as text: %j and %j', (text, printed, isOther) => {
    expect(differs('text', text, printed)).toBe(isOther);
  });

  it.each([
    ['{"a": 1}', '{"b": 2, "a": 1}', false],
    ['{"a": 1}', '{"a": 2}', true],
    ['{"a": 1}', '{}', true],
    ['{"a": "5d…"}', '{"a": "5d0c"}', false],
    ['{"a": "5d…"}', '{"a": "6d0c"}', true],
    ['[1, "…"]', '[1, 2, 3]', false],
    ['[1, "…"]', '[]', true],
    ['[1]', '[1, 2]', true],
    ['{"a": null}', '{"a": {}}', true],
    ['{"a": {"b": [true]}}', '{"a": {"b": [true], "c": 0}}', false],
    ['{"a": 1}', 'no json', true],
    ['no json', '{"a": 1}', true],
  ])('as JSON: %s and %s', (text, printed, isOther) => {
    expect(differs('json', text, printed)).toBe(isOther);
  });
});

describe.skipIf(missingTools().length > 0)('a page that is followed (skipped without bash, curl)', () => {
  it('is one shell from step to step, in a folder that has what a clone has', async () => {
    const { folder, faults, outcomes } = await follow(
      fence('sh', 'x=1', 'ls corpus/handbook.json dist node_modules/yaml/package.json >files.txt'),
      fence('sh', 'echo "$x $(npx stillweb --version)"'),
      fence('text output', '1 …'),
    );
    expect(faults).toEqual([]);
    expect(outcomes.map(({ out }) => out)).toEqual(['', expect.stringMatching(/^1 \d+\.\d+\.\d+\n$/)]);
    expect(existsSync(join(folder, 'files.txt'))).toBe(true);
  });

  it('has a fault where a command fails, and goes no further', async () => {
    const { faults, outcomes } = await follow(
      fence('sh', 'echo it >&2', 'false', 'echo never'),
      fence('sh', 'echo never'),
    );
    expect(faults).toEqual(['page.md:1: ends with 1\nit\n']);
    expect(outcomes.map(({ out }) => out)).toEqual(['']);
  });

  it('stops what a step has left running behind a shell of its own', async () => {
    const { faults } = await follow(fence('sh', '(sleep 3600; true) &', 'false'));
    expect(faults).toEqual(['page.md:1: ends with 1\n']);
  });

  it('has a fault where another thing is printed, where a server does not start, and where nothing is to be done', async () => {
    const other = await follow(fence('sh', 'echo b'), fence('text output', 'a'));
    expect(other.faults).toEqual(['page.md: line 5: printed was\nb\n']);
    const gone = await follow(fence('sh', 'npx stillweb serve data/gone --port 7080'));
    expect(gone.faults.join()).toContain('INDEX_MISSING');
    expect((await follow('# Page')).faults).toEqual(['page.md: has no step']);
  });
});
