import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/bytes/hash.ts';
import { readManifest } from '../../src/store/open.ts';
import { BYTE_LEVEL } from '../support/byte-level-tokenizer.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const index = (...args: string[]) => runProgram(['index', ...args, '--threads', '1', '--quiet'], { cwd: folder });
const idOf = (name: string) => readManifest(at(name)).manifest.id;
const writeRecipe = (name: string, recipe: object) => writeFileSync(at(name), JSON.stringify(recipe));
const hashed = (file: string) => ({ file, sha256: sha256(readFileSync(at(file))) });

const SPARSE = [
  { file: 'in/vectors.jsonl' },
  { file: 'in/texts.jsonl', as: 'textsFrom' },
  { file: 'in/weights.json', as: 'queryWeights' },
  { file: 'in/tokenizer.json', as: 'queryTokenizer' },
];

beforeAll(() => {
  mkdirSync(at('in'));
  writeFileSync(at('in/docs.jsonl'), '{"id":"1","text":"one harbour"}\n{"id":"2","text":"two stones"}\n');
  writeFileSync(at('in/vectors.jsonl'), '{"id":"1","vector":{"sea":3}}\n');
  writeFileSync(at('in/texts.jsonl'), '{"id":"1","text":"a harbour by the sea"}\n');
  writeFileSync(at('in/weights.json'), '{"sea":2}');
  writeFileSync(at('in/tokenizer.json'), BYTE_LEVEL);
  expect(index('in/docs.jsonl', '--out', 'exported').code).toBe(0);
  expect(runProgram(['export', at('exported'), at('out'), '--as', 'vectors', '--format', 'npy', '--quiet']).code).toBe(
    0,
  );
  for (const end of ['npy', 'ids']) cpSync(at(`out/vectors.${end}`), at(`in/passages.${end}`));
});

describe('files of a recipe that hold no documents', () => {
  it('are vectors of the passages, with what lies beside them', () => {
    const inputs = [
      hashed('in/docs.jsonl'),
      { ...hashed('in/passages.npy'), as: 'vectors', choices: 'missing=zeros&probe=none' },
      { ...hashed('in/passages.ids'), as: 'beside' },
    ];
    writeRecipe('v.json', { name: 'v', inputs });
    expect(index('--recipe', 'v.json', '--out', 'v')).toMatchObject({ code: 0, err: '' });
    const flags = ['--vectors', 'in/passages.npy?missing=zeros&probe=none'];
    expect(index('in/docs.jsonl', ...flags, '--out', 'by-hand').code).toBe(0);
    expect(idOf('v')).toBe(idOf('by-hand'));
    expect(readManifest(at('v')).manifest.provenance).toMatchObject({
      recipe: { inputs },
      vectors: { name: 'passages.npy' },
    });
    expect(JSON.parse(runProgram(['inspect', at('v'), '--recipe']).out)).toMatchObject({ inputs });
    // Of what was built by hand, the recipe is made of what the build remembers.
    expect(JSON.parse(runProgram(['inspect', at('by-hand'), '--recipe']).out).inputs).toEqual(
      [hashed('in/docs.jsonl'), { file: 'in/passages.npy', as: 'vectors', choices: 'missing=zeros&probe=none' }].map(
        (input) => ({ ...input, file: input.file.slice('in/'.length) }),
      ),
    );
  });

  it('are missed where what lies beside vectors is not among them', () => {
    const choices = 'missing=zeros&probe=none';
    const inputs = [hashed('in/docs.jsonl'), { ...hashed('in/passages.npy'), as: 'vectors', choices }];
    writeRecipe('bare.json', { name: 'bare', inputs });
    expect(index('--recipe', 'bare.json', '--out', 'bare')).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^recipe +has no input for \S*passages\.ids, which is read with in\/passages\.npy/),
    });
  });

  it('are compared by hash before anything is built', () => {
    const wrong = { file: 'in/passages.ids', as: 'beside', sha256: 'a'.repeat(64) };
    const inputs = [hashed('in/docs.jsonl'), { ...hashed('in/passages.npy'), as: 'vectors' }, wrong];
    writeRecipe('w.json', { name: 'w', inputs });
    expect(index('--recipe', 'w.json', '--out', 'w').err).toContain('RECIPE_INPUT_DIFFERS');
  });

  it('are what makes queries of sparse vectors, and their texts', () => {
    writeRecipe('s.json', { name: 's', inputs: SPARSE, settings: { ranking: 'impacts', encoder: 'none' } });
    expect(index('--recipe', 's.json', '--out', 's').code).toBe(0);
    expect(runProgram(['search', at('s'), 'sea']).out).toContain('a harbour by the sea');
    const flags = ['--texts-from', 'in/texts.jsonl', '--query-weights', 'in/weights.json'];
    const byHand = ['in/vectors.jsonl', '--ranking', 'impacts', '--encoder', 'none', ...flags];
    expect(index(...byHand, '--query-tokenizer', 'in/tokenizer.json', '--out', 's-hand').code).toBe(0);
    expect(idOf('s')).toBe(idOf('s-hand'));
    // The printed recipe of either builds the same.
    for (const [name, inputs] of [
      ['s', '.'],
      ['s-hand', 'in'],
    ]) {
      writeFileSync(at('again.json'), runProgram(['inspect', at(name), '--recipe']).out);
      expect(index('--recipe', 'again.json', '--inputs', inputs, '--out', `${name}-again`).code).toBe(0);
      expect(idOf(`${name}-again`)).toBe(idOf('s'));
    }
  });

  it('are told once, by the recipe or by a flag', () => {
    const told = index('--recipe', 's.json', '--query-weights', 'in/weights.json', '--out', 'none');
    expect(told.err).toContain('the recipe s.json names the file of queryWeights itself');
    writeRecipe('f.json', { name: 'f', inputs: SPARSE.slice(0, 1), settings: { ranking: 'impacts' } });
    const flags = ['--query-weights', 'in/weights.json', '--encoder', 'none'];
    expect(index('--recipe', 'f.json', ...flags, '--out', 'f').code).toBe(0);
  });
});
