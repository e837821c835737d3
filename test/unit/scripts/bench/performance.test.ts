import { describe, expect, it } from 'vitest';
import { keepLines } from '../../../../scripts/bench/performance/keep.ts';
import { readKeptFile } from '../../../../scripts/bench/performance/kept-file.ts';
import { figure, markdownTable } from '../../../../scripts/bench/performance/markdown-table.ts';
import { performancePage } from '../../../../scripts/bench/performance/page.ts';
import { checkMadePage } from '../../../../scripts/docs/check-made-page.ts';

const PLACE = { machine: { cpu: 'Some CPU', cores: 4 }, at: '2026-11-21T08:00:00Z' };
const latency = (mean: number) => ({ n: 10, mean, p50: mean * 0.9, p95: mean * 2, p99: mean * 3 });

function lexical(peer: string, means: readonly number[], more: object = {}): string {
  const [short, medium, long, all] = means.map(latency);
  return JSON.stringify({
    ...{ mode: 'lexical', peer, version: '1', corpus: '165k', docs: 194451, k: 10, ...PLACE },
    ...{ build_wall_s: 10, build_cpu_s: 20, index_bytes: 5e6, peak_rss_mb: 300 },
    ms_min: { short, medium, long, all },
    ...more,
  });
}

function dense(peer: string, ms: number, size: number): string {
  const at_recall = { '0.985': { ef: 40, recall: 0.987, ms_min: ms } };
  const built = {
    build_threads: 2,
    build_wall_s: size,
    build_cpu_s: 2 * size,
    index_bytes: size * 1e6,
    peak_rss_mb: size,
  };
  return JSON.stringify({ mode: 'dense', peer, corpus: 'real-50000', docs: 50000, ...PLACE, ...built, at_recall });
}

function http(peer: string, qps: number, p99: number): string {
  const ms = { n: 9, mean: 1, p50: 1, p95: 2, p99 };
  const level = { connections: 64, ok: 9, errors: 0, qps, ms };
  return JSON.stringify({ mode: 'http', peer, corpus: '165k', k: 10, peak_rss_mb: 9, ...PLACE, levels: [level] });
}

const page = (...lines: string[]) => performancePage([readKeptFile('run.jsonl', lines.join('\n'))]);

describe('the page of performance', () => {
  it('divides by the engine that is best at each class, not by one engine', () => {
    const text = page(
      lexical('lucene', [0.2, 0.4, 0.8, 0.5]),
      lexical('tantivy', [0.1, 0.6, 1.2, 0.6]),
      lexical('stillweb', [0.05, 0.1, 0.2, 0.1], { build_cpu_s: 15 }),
    );
    expect(text).toContain('### BM25, 165k: 194,451 passages, top 10');
    expect(text).toContain('| stillweb | short | tantivy | 0.100 | 0.0500 | 0.50 × | 0.50 × | 0.50 × |');
    expect(text).toContain('| stillweb | medium | lucene | 0.400 | 0.100 | 0.25 × | 0.25 × | 0.25 × |');
    expect(text).toContain('| stillweb | all | lucene | 0.500 | 0.100 | 0.20 × | 0.20 × | 0.20 × |');
    expect(text).toContain("to Lucene's: stillweb 0.75 ×.");
    expect(text).toContain('2026-11-21; Some CPU, 4 cores.');
  });

  it('counts the best of several runs, of others as of ours', () => {
    const text = page(
      lexical('lucene', [1, 1, 1, 0.5]),
      lexical('lucene', [1, 1, 1, 0.4]),
      lexical('stillweb', [1, 1, 1, 0.2]),
      lexical('stillweb', [1, 1, 1, 0.1]),
    );
    expect(text).toContain('| stillweb | all | lucene | 0.400 | 0.100 | 0.25 ×');
    expect(text.match(/^\| lucene 1 /gm)).toHaveLength(1);
  });

  it('does not compare ours with ours, nor one collection or depth with another', () => {
    const text = page(
      lexical('stillweb', [1, 1, 1, 1]),
      lexical('stillweb-compact', [1, 1, 1, 1]),
      lexical('lucene', [1, 1, 1, 1], { k: 100 }),
    );
    expect(text).toContain('top 100');
    expect(text).not.toContain('ours |');
  });

  it('compares graphs at equal recall, and keeps exact scans apart', () => {
    const text = page(dense('hnswlib', 0.2, 100), dense('usearch-i8', 0.3, 40), dense('stillweb', 0.1, 20));
    expect(text).toContain('### Graphs, built by 2 threads, real-50000: 50,000 vectors');
    expect(text).toContain('| stillweb | query at 0.985 | hnswlib | 0.50 × |');
    expect(text).toContain('| stillweb | memory in use | usearch-i8 | 0.50 × |');
    expect(text).not.toContain('query at 0.995');
    expect(page(dense('faiss-flat', 9, 9), dense('stillweb-exact', 1, 1))).toContain('### Exact scan');
  });

  it('gives requests a second and the slowest percent against the best server', () => {
    const text = page(http('lucene-jdk-http', 1000, 8), http('stillweb', 2500, 2));
    expect(text).toContain('| 64 | stillweb | 2.50 × | 1.00 × | 0.25 × |');
  });

  it('shows records with what they were taken on, the smallest collection first', () => {
    const record = (name: string, passages: number, kind: 'cpu' | 'gpu') => ({
      ...{ kind: 'stillweb-bench', at: '2026-11-21T08:00:00Z', stillweb: '0.1.0', openMs: 1500, residentBytes: 2e8 },
      machine: { cpu: 'Some CPU', cores: 4, memoryBytes: 1e9, node: 'v22.0.0', commit: 'abc' },
      index: {
        name,
        id: '0',
        engine: 'stillweb',
        analyzer: 'english',
        encoder: 'static',
        passages: 'whole',
        counts: { passages },
      },
      size: { bytes: 5e6, parts: {}, perPosting: { postings: 3.5, terms: 0.5, allIn: 4, positions: 2 } },
      device: { kind, adapter: null, reason: null },
      inProcess: [
        { mode: 'bm25', answer: 'ids', passes: 3, ms: { all: { queries: 7, best: latency(1), every: latency(2) } } },
      ],
      http: {
        levels: [{ mode: 'bm25', clients: 16, qps: 1234.5, answered: 99, refused: 1, failed: 0, ms: latency(4) }],
      },
      build: null,
    });
    const text = performancePage([
      readKeptFile('r.json', JSON.stringify([record('large', 2000, 'gpu'), record('small', 1000, 'cpu')])),
    ]);
    expect(text).toMatch(/\| small, static \| 1,000 \| 5\.00 \| 4\.00 \| 3\.50 .*\n\| large, static, GPU \| 2,000/);
    expect(text).toContain('| small, static | bm25 | ids | 7 |  |  |  | 0.900 | 2.00 | 3.00 | 6.00 |');
    expect(text).toContain('| small, static | bm25 | 16 | 1,235 | 3.60 | 8.00 | 12.0 | 99 | 1 | 0 |');
    expect(text).toContain('Some CPU, 4 cores, Node v22.0.0; stillweb 0.1.0 at abc.');
  });

  it('shows what a card does against one CPU thread, with its name, and what did not fit it', () => {
    const record = {
      ...{ kind: 'gpu-bench', at: '2026-11-21T08:00:00Z', stillweb: '0.1.0', gpu: 'Card 9', isSoftware: false },
      machine: { cpu: 'Some CPU', cores: 4, memoryBytes: 1e9, node: 'v22.0.0', commit: 'abc', system: 'linux x64' },
      workload: { dimensions: 384, depth: 10, passes: 5, values: 'v' },
      results: [
        {
          ...{ rows: 1_000_000, bytes: 384e6, buffers: 1, uploadMs: 500, cpuMs: 20, cpuTogetherMs: 14 },
          ...{ comparedQueries: 64, isEqual: true },
          batches: [{ size: 256, ms: 8, queriesPerSecond: 32_000, gigabytesPerSecond: 48, timesCpu: 448 }],
        },
        { rows: 10_000_000, refusal: 'out of memory' },
      ],
    };
    const text = performancePage([readKeptFile('g.json', JSON.stringify(record))]);
    expect(text).toContain('### Card 9, 384 dimensions, top 10');
    expect(text).toContain('| 1,000,000 | 256 | 8.00 | 32,000 | 48.0 | 448 × | 64 of 64 |');
    expect(text).toContain('| 10,000,000 | out of memory |');
    expect(text).toContain('1,000,000: 20.0 ms alone, 14.0 ms in a batch, copied to the GPU in 0.500 s.');
    expect(text).toContain('Some CPU, 4 cores, Node v22.0.0; stillweb 0.1.0 at abc.');
    const software = { ...record, isSoftware: true, results: [{ ...record.results[0], isEqual: false }] };
    expect(performancePage([readKeptFile('g.json', JSON.stringify(software))])).toMatch(/\(software: .*\| NO \|/s);
  });

  it('shows notes, tables of other measurements and, without any file, that there is nothing', () => {
    const note = JSON.stringify({ mode: 'note', title: 'First run', text: 'On a busy machine.' });
    const table = {
      kind: 'table',
      title: 'Card',
      machine: 'M',
      at: '2026-01-02',
      heads: ['n', 'ms'],
      rows: [[1, 2.5]],
    };
    const text = performancePage([readKeptFile('b.jsonl', note), readKeptFile('a.json', JSON.stringify(table))]);
    expect(text).toMatch(/## a.*### Card.*\| 1 \| 2\.5 \|.*## First run.*On a busy machine\./s);
    expect(performancePage([])).toContain('Nothing has been measured yet.');
  });

  it.each([
    ['a.jsonl', '{', 'a.jsonl:1: this is not JSON'],
    ['a.jsonl', '\n{"mode": "sparse"}', 'a.jsonl:2: there is no mode "sparse"'],
    ['a.jsonl', '{"mode": "http", "peer": "x"}', 'a.jsonl:1: the field corpus is missing'],
    ['a.json', '{"kind": "other"}', 'a.json: there is no kind "other"'],
    ['a.json', '{"kind": "table", "title": "T", "heads": ["a"], "rows": [[1, 2]]}', 'not as wide'],
  ])('refuses a file %s that holds %s', (name, text, message) => {
    expect(() => readKeptFile(name, text)).toThrow(message);
  });
});

describe('the check of the page', () => {
  it('finds the first line that its files do not give', () => {
    const files = [readKeptFile('run.jsonl', lexical('lucene', [1, 1, 1, 1]))];
    const text = performancePage(files);
    const check = (found: string) => checkMadePage('p.md', found, performancePage(files), 'npm run it makes');
    expect(check(text)).toEqual([]);
    expect(check(text.replace('194,451', '194,452'))).toEqual([
      expect.objectContaining({
        file: 'p.md',
        sentence: 'differs from what npm run it makes',
        line: text.split('\n').findIndex((line) => line.includes('194,451')) + 1,
      }),
    ]);
    expect(check(`${text}more\n`)).toHaveLength(1);
  });
});

describe('the keeping of lines', () => {
  it('drops the ids and keeps how many of them Lucene has', () => {
    const lines = [
      lexical('lucene', [1, 1, 1, 1], { top10: [['a', 'b'], ['c'], []] }),
      lexical('stillweb', [1, 1, 1, 1], { top10: [['b', 'x'], ['c'], []] }),
      lexical('tantivy', [1, 1, 1, 1], { corpus: '1m', top10: [['a']] }),
    ];
    const kept = keepLines(lines.join('\n'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept.map(({ overlap10 }) => overlap10)).toEqual([1, 0.75, undefined]);
    expect(kept.every((line) => !Object.hasOwn(line, 'top10'))).toBe(true);
    expect(kept[1].ms_min.all.mean).toBe(1);
  });
});

describe('a table', () => {
  it('stands to the right where a column is all figures, and keeps bars out of cells', () => {
    expect(
      markdownTable(
        ['a|b', 'n'],
        [
          ['x', '1,000.5'],
          ['y', '2 ×'],
        ],
      ),
    ).toEqual(['| a\\|b | n |', '| --- | ---: |', '| x | 1,000.5 |', '| y | 2 × |', '']);
  });

  it.each([
    [0.04123, '0.0412'],
    [0.00001, '0.0000'],
    [3.456, '3.46'],
    [128.4, '128'],
    [12345.6, '12,346'],
    [0, '0'],
  ])('shows %d as %s', (value, shown) => {
    expect(figure(value)).toBe(shown);
  });
});
