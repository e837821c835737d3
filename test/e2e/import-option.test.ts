import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const compiledToy = (name: string) => join(ROOT, 'dist', 'test', 'toys', `${name}.js`);
const IMPORT = ['--import', compiledToy('toy-engine'), '--import', compiledToy('toy-reranker')];

describe('an index of an engine that only a module knows', () => {
  let directory: string;
  let topics: string;
  let qrels: string;
  beforeAll(() => {
    const folder = temporaryFolder();
    directory = join(folder, 'index');
    const collection = join(folder, 'a.jsonl');
    topics = join(folder, 'topics.tsv');
    qrels = join(folder, 'qrels.txt');
    const texts = ['a tide', 'a tide that comes and goes', 'a rock'];
    writeFileSync(collection, texts.map((text, i) => JSON.stringify({ id: `d${i}`, text })).join('\n'));
    writeFileSync(topics, 't1\ttide\n');
    writeFileSync(qrels, 't1 0 d1 1\n');
    const flags = ['--engine', 'coordination', '--encoder', 'none', '--quiet', ...IMPORT];
    expect(runProgram(['index', collection, '--out', directory, ...flags])).toMatchObject({ code: 0 });
  });

  const searchIds = (...flags: string[]): string[] => {
    const { out } = runProgram(['search', directory, 'tide', '--json', ...IMPORT, ...flags]);
    return (JSON.parse(out) as { hits: { id: string }[] }).hits.map(({ id }) => id);
  };

  it('is searched with --import, and reranked by what another module registers', () => {
    expect(searchIds()).toEqual(['d0', 'd1']);
    expect(searchIds('--rerank', 'toy-length')).toEqual(['d1', 'd0']);
  });

  it('is evaluated and checked with --import', () => {
    const evaluated = runProgram(['eval', directory, '--topics', topics, '--qrels', qrels, '--quiet', ...IMPORT]);
    expect(evaluated).toMatchObject({ code: 0 });
    expect(runProgram(['check', directory, '--quiet', ...IMPORT])).toMatchObject({ code: 0 });
  });

  it('is refused by name without it', () => {
    for (const command of [
      ['search', directory, 'tide'],
      ['check', directory],
    ]) {
      const { code, err } = runProgram(command);
      expect([code, err]).toEqual([1, expect.stringContaining('ENGINE_MISSING')]);
    }
  });
});

// promise: sec/no-code
it('a module that stillweb.config.json names is refused, and never run', () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'a.mjs'), "import { writeFileSync } from 'node:fs';\nwriteFileSync('has-run', '');\n");
  for (const config of [{ import: './a.mjs' }, { check: { import: './a.mjs' } }]) {
    writeFileSync(join(cwd, 'stillweb.config.json'), JSON.stringify(config));
    const { code, err } = runProgram(['check', 'nowhere'], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('SETTING_INVALID')]);
  }
  expect(existsSync(join(cwd, 'has-run'))).toBe(false);
});

it('a module of --import is run before anything else', () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'a.mjs'), "import { writeFileSync } from 'node:fs';\nwriteFileSync('has-run', '');\n");
  expect(runProgram(['check', 'nowhere', '--import', './a.mjs'], { cwd })).toMatchObject({ code: 1 });
  expect(existsSync(join(cwd, 'has-run'))).toBe(true);
});
