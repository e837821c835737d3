import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildIndexOptions, buildIndex } from '../../src/library/build-index.ts';
import { exportCiff } from '../../src/library/export-ciff.ts';
import { checkIndex } from '../../src/retrieval/check-index.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { BYTE_LEVEL } from '../support/byte-level-tokenizer.ts';
import { hashTree, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const input = join(folder, 'vectors.jsonl');
const index = join(folder, 'index');
const weights = join(folder, 'weights.json');

const RECORDS = [
  {
    id: 'ice',
    title: 'Ice',
    text: 'Glaciers melt, and the seas rise.',
    vector: { ice: 2.5, glacier: 2, sea: 0.5, melt: 1 },
  },
  { id: 'sea', text: 'The Baltic SEA is shallow.', date: '2024-05-01', vector: { sea: 3, ocean: 1.5, baltic: 2 } },
  { id: 'sun', text: 'The sun shines.', vector: { sun: 3, '##shine': 1 } },
  { id: 'bare', vector: { sea: 0.25 } },
];

const searchers = new Map<string, Promise<Searcher>>();
afterAll(async () => {
  for (const opened of searchers.values()) await (await opened).close();
});

async function search(directory: string, query: string): Promise<(readonly [id: string, score: number])[]> {
  const opened = searchers.get(directory) ?? Searcher.open(openIndex(directory));
  searchers.set(directory, opened);
  const hits = await (await opened).rank(query, { k: 10, mode: 'bm25', syntax: 'query' });
  return hits.map(({ id, score }) => [id, score] as const);
}

async function ids(directory: string, query: string): Promise<string[]> {
  return (await search(directory, query)).map(([id]) => id);
}

async function build(directory: string, options: Partial<BuildIndexOptions> = {}): Promise<void> {
  await buildIndex({ inputs: [input], directory, ranking: 'impacts', threads: 1, ...options });
}

beforeAll(async () => {
  writeFileSync(input, RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(''));
  writeFileSync(weights, JSON.stringify({ sea: 1, ocean: 0.2, sun: 2, shallow: 1 }));
  await build(index);
}, 60_000);

describe('an index of ranking impacts', () => {
  it('ranks by the weights that came with the documents, times how often the query names a term', async () => {
    const scale = 16_383 / 3;
    expect(await search(index, 'sea')).toEqual([
      ['sea', 16_383],
      ['ice', Math.floor(0.5 * scale + 0.5)],
      ['bare', Math.floor(0.25 * scale + 0.5)],
    ]);
    expect(await ids(index, 'ice sea sea sea')).toEqual(['sea', 'ice', 'bare']);
    // Terms are taken as they are written, and words of the texts are none.
    expect(await ids(index, 'SEA rise')).toEqual([]);
    expect(await ids(index, '##shine')).toEqual(['sun']);
  });

  it('takes conditions on terms and dates; a quoted text asks for all of its terms', async () => {
    expect(await ids(index, 'sea -baltic')).toEqual(['ice', 'bare']);
    expect(await ids(index, '"melt ice" sea')).toEqual(['ice']);
    expect(await ids(index, '"baltic ice"')).toEqual([]);
    expect(await ids(index, 'sea after:2023')).toEqual(['sea']);
  });

  it('shows texts, and is looked through by grep, inspect and check', () => {
    expect(runProgram(['search', index, 'ocean']).out).toContain('The Baltic SEA is shallow.');
    expect(runProgram(['grep', index, 'melt, and']).out).toContain('Glaciers melt, and the seas rise.');
    expect(runProgram(['check', index]).code).toBe(0);
    expect(runProgram(['inspect', index]).out).toMatch(/impacts +given, × 5461; queries unweighted, cut into words/);
  });

  it('has the same bytes for any number of threads', async () => {
    const other = join(folder, 'other');
    await build(other, { threads: 3 });
    expect(hashTree(join(other, 'generations'))).toEqual(hashTree(join(index, 'generations')));
  });

  it('weighs the terms of a query by a table, and cuts them into the pieces of BERT', async () => {
    const weighed = join(folder, 'weighed');
    await build(weighed, { queryWeights: weights, queryTokens: 'wordpiece' });
    // Half of the weight of `sun`, and named twice: the table counts a term once.
    expect((await search(weighed, 'The Sea, the SEA!'))[0]).toEqual(['sea', Math.floor(0.5 * 255 + 0.5) * 16_383]);
    expect(await ids(weighed, 'sun sea')).toEqual(['sun', 'sea', 'ice', 'bare']);
    expect(await ids(weighed, 'baltic')).toEqual([]);
    expect((await checkIndex(openIndex(weighed))).findings).toEqual([]);
  });

  it('cuts queries by the tokenizer of a model, which it holds from then on', async () => {
    const tokenizer = join(folder, 'tokenizer.json');
    const held = join(folder, 'held');
    writeFileSync(tokenizer, BYTE_LEVEL);
    const input = join(folder, 'bytes.jsonl');
    const records = [
      { id: 'first', vector: { sea: 3, Ġ: 2 } },
      { id: 'later', vector: { Ġsea: 3 } },
    ];
    writeFileSync(input, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const flags = ['--query-tokenizer', tokenizer, '--threads', '1', '--quiet'];
    expect(runProgram(['index', input, '--ranking', 'impacts', '--out', held, ...flags]).err).toBe('');
    rmSync(tokenizer);
    expect(await ids(held, 'sea')).toEqual(['first']);
    // A word behind another has another token, wherever an operator stands.
    expect(await search(held, 'sea sea sea')).toEqual([
      ['later', 6],
      ['first', 3],
    ]);
    expect(await ids(held, 'sea sea -sea')).toEqual(['later']);
    expect(await ids(held, 'sea OR "sea sea"')).toEqual(['first']);
    const opened = openIndex(held);
    const { sha256 } = opened.manifest.files.find(({ name }) => name === 'query-tokenizer.json')!;
    expect(sha256).toBe(createHash('sha256').update(BYTE_LEVEL).digest('hex'));
    expect((await checkIndex(opened)).findings).toEqual([]);
    expect(runProgram(['inspect', held]).out).toMatch(/impacts +given, × 1; queries unweighted, cut into tokenizer/);
  });

  it('goes through CIFF and comes back with the same scores', async () => {
    const [ciff, small, back] = ['index.ciff', 'small.ciff', 'back'].map((name) => join(folder, name));
    expect(runProgram(['export', index, ciff, '--as', 'ciff', '--quiet']).code).toBe(0);
    expect(() => exportCiff(openIndex(index), ciff)).toThrow(expect.objectContaining({ code: 'EXPORT_NOT_OURS' }));
    await build(back, { inputs: [ciff] });
    for (const query of ['sea', 'ice sea', 'sun ocean']) {
      expect(await search(back, query)).toEqual(await search(index, query));
    }
    exportCiff(openIndex(index), small, { bits: 4 });
    expect(readFileSync(small).length).toBeLessThan(readFileSync(ciff).length);
  });
});

describe('a build of ranking impacts', () => {
  const refused = join(folder, 'refused');

  it.each([
    ['analyzer', { analyzer: 'plain' }, 'SETTING_INVALID'],
    ['passages', { passages: 'words:100' }, 'SETTING_INVALID'],
    ['engine wink', { engine: 'wink' }, 'UNSUPPORTED'],
    ['table that is not there', { queryWeights: join(folder, 'nowhere') }, 'INPUT_MISSING'],
    ['table that is none', { queryWeights: input }, 'IMPACTS_INVALID'],
    ['tokenizer that is not there', { queryTokenizer: join(folder, 'nowhere') }, 'INPUT_MISSING'],
    ['tokenizer that is none', { queryTokenizer: input }, 'IMPACTS_INVALID'],
    ['tokenizer beside another cut', { queryTokenizer: input, queryTokens: 'words' }, 'SETTING_INVALID'],
  ] as const)('takes no %s', async (_, options, code) => {
    await expect(build(refused, options)).rejects.toMatchObject({ code });
    expect(existsSync(refused)).toBe(false);
  });

  it('takes no change, and from the command line no setting of texts', () => {
    const command = ['index', input, '--ranking', 'impacts', '--quiet', '--out', index];
    expect(runProgram([...command, '--add']).err).toContain('UNSUPPORTED');
    expect(runProgram([...command, '--analyzer', 'plain']).err).toContain('SETTING_INVALID');
  });

  it('is what a table of query weights, and CIFF, are for', async () => {
    const texts = { ranking: 'bm25', encoder: 'none' } as const;
    await expect(build(refused, { ...texts, queryTokens: 'words' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    const ciff = join(folder, 'empty.ciff');
    writeFileSync(ciff, Uint8Array.of(2, 8, 1));
    await expect(build(refused, { ...texts, inputs: [ciff] })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(build(refused, { inputs: [ciff] })).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
  });
});
