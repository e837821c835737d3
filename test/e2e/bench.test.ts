import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkRecord } from '../../src/benchmark/record.ts';
import type { Workload } from '../../src/benchmark/workload.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { ARTICLES, HANDBOOK, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TOPICS = join(HANDBOOK, 'queries.jsonl');
let folder: string;
let index: string;

beforeAll(() => {
  folder = temporaryFolder();
  index = join(folder, 'handbook');
  const built = runProgram(['index', ARTICLES, '--out', index, '--quiet']);
  expect(built.code, built.err).toBe(0);
}, 120_000);

function bench(...flags: string[]): BenchmarkRecord {
  const ran = runProgram(['bench', index, '--json', '--quiet', ...flags]);
  expect(ran.code, ran.err).toBe(0);
  return JSON.parse(ran.out) as BenchmarkRecord;
}

describe('stillweb bench', () => {
  it('measures in process and over HTTP, and says what of', () => {
    const out = join(folder, 'record.json');
    const flags = [
      '--queries',
      '24',
      '--passes',
      '2',
      '--clients',
      '1,4',
      '--modes',
      'bm25,hybrid',
      '--seconds',
      '0.5',
    ];
    const record = bench('--topics', TOPICS, '--out', out, ...flags, '--workers', '1');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(record);
    const { manifest } = readManifest(index);
    expect(record.index).toMatchObject({ name: 'handbook', id: manifest.id, encoder: manifest.encoder?.name });
    expect(record.size.bytes).toBe(manifest.files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(record.size.perPosting?.allIn).toBeGreaterThan(1);
    expect(record.workload).toMatchObject({ source: 'queries.jsonl', queries: { all: 24 }, clients: [1, 4] });
    const cases = record.inProcess.map(({ mode, answer, passes }) => `${mode} ${answer} ${passes}`);
    expect(cases).toEqual(['bm25 ids 2', 'bm25 snippets 2', 'hybrid ids 2', 'hybrid snippets 2']);
    for (const { ms } of record.inProcess) {
      const { queries, best, every } = ms.all as NonNullable<typeof ms.all>;
      expect(queries).toBeGreaterThan(0);
      expect(best.mean).toBeGreaterThan(0);
      expect(every.mean).toBeGreaterThanOrEqual(best.mean);
    }
    const levels = record.http?.levels ?? [];
    expect(levels.map(({ mode, clients }) => `${mode} ${clients}`)).toEqual([
      'bm25 1',
      'bm25 4',
      'hybrid 1',
      'hybrid 4',
    ]);
    for (const { answered, failed, ms } of levels) {
      expect(answered).toBeGreaterThan(0);
      expect(failed).toBe(0);
      expect(ms?.p99).toBeGreaterThanOrEqual(ms?.p50 as number);
    }
    expect(record.build).toBeNull();
  });

  it('samples the same queries for the same seed, and takes a workload that it wrote', () => {
    const write = (name: string, ...flags: string[]): Workload => {
      const file = join(folder, name);
      bench('--no-http', '--queries', '12', '--passes', '1', '--modes', 'bm25', '--save-workload', file, ...flags);
      return JSON.parse(readFileSync(file, 'utf8')) as Workload;
    };
    const first = write('first.json');
    expect(first.queries.length).toBe(12);
    expect(new Set(first.queries.map((query) => query.class)).size).toBe(3);
    expect(write('second.json').queries).toEqual(first.queries);
    expect(write('third.json', '--seed', '2').queries).not.toEqual(first.queries);
    const again = write('fourth.json', '--workload', join(folder, 'first.json'), '-k', '7');
    expect(again).toEqual({ ...first, k: 7 });
  });

  it('builds the collection again and leaves nothing of it', () => {
    const before = readdirSync(folder);
    const record = bench('--no-http', '--queries', '3', '--passes', '1', '--modes', 'bm25', '--build', ARTICLES);
    expect(record.build).toMatchObject({ isSameIndex: true });
    expect(record.build?.cpuSeconds).toBeGreaterThan(0);
    expect(record.build?.inputBytes).toBeGreaterThan(100_000);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('prints tables for people', () => {
    const ran = runProgram(['bench', index, '--queries', '6', '--passes', '1', '--no-http', '--quiet']);
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toMatch(/^index {6}handbook@[0-9a-f]{32}$/m);
    expect(ran.out).toMatch(/^bm25 +ids +all +6 +\d/m);
    expect(ran.out).toMatch(/bytes a posting/);
    expect(ran.err).toBe('');
  });

  it.each([
    ['a mode that is none', ['--modes', 'sparse'], 2, 'hybrid, bm25, dense'],
    ['clients that are no numbers', ['--clients', '1,many'], 2, 'integer of 1 to 1000'],
    ['topics and a workload', ['--topics', 'a', '--workload', 'b'], 2, 'SETTING_INVALID'],
    ['a workload that is not there', ['--workload', 'nowhere.json'], 2, 'INPUT_MISSING'],
    ['a workload that is topics', ['--workload', TOPICS], 2, 'WORKLOAD_INVALID'],
  ])('refuses %s', (_what, flags, code, message) => {
    const ran = runProgram(['bench', index, '--quiet', ...flags]);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(message);
  });

  it('refuses a mode that the index does not have', () => {
    const lexical = join(folder, 'lexical');
    runProgram(['index', ARTICLES, '--out', lexical, '--encoder', 'none', '--quiet']);
    const ran = runProgram(['bench', lexical, '--modes', 'dense', '--quiet']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('MODE_UNAVAILABLE');
  });
});

describe('the commands for a harness', () => {
  const PEER = join(ROOT, 'dist', 'scripts', 'bench', 'peer.js');

  function peer(...words: string[]): { code: number | null; facts: Record<string, unknown>; err: string } {
    const ran = spawnSync(process.execPath, [PEER, ...words], { encoding: 'utf8' });
    const last = ran.stdout.trim().split('\n').at(-1) as string;
    return { code: ran.status, facts: ran.status === 0 ? JSON.parse(last) : {}, err: ran.stderr };
  }

  it('index a corpus and answer its queries as a search of plain words does', async () => {
    const corpus = join(folder, 'corpus.jsonl');
    const articles = readdirSync(ARTICLES)
      .sort()
      .map((name) => ({ _id: name, title: name, text: readFileSync(join(ARTICLES, name), 'utf8') }));
    writeFileSync(corpus, articles.map((article) => `${JSON.stringify(article)}\n`).join(''));
    const directory = join(folder, 'peer');
    const indexed = peer('index', '--corpus', corpus, `--index=${directory}`, '--threads', '1');
    expect(indexed.code, indexed.err).toBe(0);
    expect(indexed.facts).toMatchObject({ version: '0.1.0', docs: articles.length });

    const out = join(folder, 'raw.json');
    const flags = [
      '--index',
      directory,
      '--queries',
      TOPICS,
      '--k',
      '10',
      '--warm',
      '1',
      '--passes',
      '2',
      '--out',
      out,
    ];
    const answered = peer('query', ...flags);
    expect(answered.code, answered.err).toBe(0);
    expect(answered.facts).toMatchObject({ version: '0.1.0', docs: articles.length, segments: 1 });
    const raw = JSON.parse(readFileSync(out, 'utf8')) as { passes_ns: number[][]; hits: string[][] };
    const topics = readFileSync(TOPICS, 'utf8').trim().split('\n');
    expect(raw.passes_ns.map((pass) => pass.length)).toEqual([topics.length, topics.length]);
    expect(raw.passes_ns.flat().every((ns) => Number.isInteger(ns) && ns > 0)).toBe(true);

    const searcher = await Searcher.open(openIndex(directory));
    for (const [i, line] of topics.entries()) {
      const { text } = JSON.parse(line) as { text: string };
      const hits = await searcher.rank(text, { mode: 'bm25', k: 10, unit: 'passage', syntax: 'plain', fuzzy: false });
      expect(raw.hits[i]).toEqual(hits.map(({ id }) => id));
    }
    searcher.close();
  });

  it.each([
    ['no command', [], 'is no command'],
    ['query without an index', ['query', '--queries', TOPICS], '--index, --queries and --out'],
    ['index without a corpus', ['index', '--index', 'x'], '--corpus is needed'],
    [
      'no number of hits',
      ['query', '--index', 'x', '--queries', TOPICS, '--out', 'y', '--k', 'ten'],
      '--k is an integer',
    ],
  ])('refuse %s', (_what, words, message) => {
    const { code, err } = peer(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuse an index that is not there', () => {
    const out = join(folder, 'none.json');
    const { code, err } = peer('query', '--index', join(folder, 'nowhere'), '--queries', TOPICS, '--out', out);
    expect(code).toBe(1);
    expect(err).toContain('INDEX_MISSING');
    expect(existsSync(out)).toBe(false);
  });
});
