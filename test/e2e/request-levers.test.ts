import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchOptions, search } from '../../src/library/ask.ts';
import { type Index, openIndex } from '../../src/library/open-index.ts';
import { buildGeneratedIndex } from '../support/generated-index.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Pages of a handbook, and one that is full of words that ask. */
const PAGES = [
  ['hooks', 'Hooks let a plugin run before and after each request.'],
  ['routes', 'Routes name the addresses that a server answers.'],
  ['faq', 'How do you do what you need to do? How do you know what we mean? Tell us what you need, and how.'],
  ['photosynthesis', 'Photosynthesis turns light into sugar. Leaves do it.'],
  ['leaves', 'Leaves are green. Photosynthesis needs them.'],
  ['rivers', 'Rivers carry water and sand.'],
  ...Array.from({ length: 20 }, (_, i) => [`filler${i}`, `A page about item ${i}, with water and sand.`]),
];
const COLLECTION = PAGES.map(([id, text]) => `${JSON.stringify({ _id: id, title: '', text })}\n`).join('');

describe('an index that knows words that ask', () => {
  const directories = { standard: '', bm25: '' };
  const indexes: Partial<Record<keyof typeof directories, Index>> = {};
  beforeAll(async () => {
    for (const ranking of ['standard', 'bm25'] as const) {
      directories[ranking] = await buildGeneratedIndex('stillweb', COLLECTION, 'static', { ranking });
      indexes[ranking] = await openIndex(directories[ranking], { workers: 1 });
    }
  });
  afterAll(async () => {
    for (const index of Object.values(indexes)) await index.close();
  });

  const ask = (query: string, options: SearchOptions = {}, ranking: keyof typeof directories = 'standard') =>
    search(indexes[ranking] as Index, query, { mode: 'bm25', k: 5, ...options });
  const ids = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).hits.map(({ id }) => id);

  it('finds what is asked for; where the words around it count fully, they win', async () => {
    const question = 'how do you know about hooks';
    expect((await ids(question))[0]).toBe('hooks');
    expect((await ids(question, { requestWords: false }))[0]).toBe('faq');
    expect((await ids(question, {}, 'bm25'))[0]).toBe('faq');
    expect((await ids('how do you do'))[0]).toBe('faq');
  });

  it('explains a score by what its terms add, an eighth for words that ask', async () => {
    const { hits } = await ask('how do hooks work', { explain: true });
    for (const { score, explain } of hits) {
      const terms = explain?.[0].terms ?? [];
      expect(terms.reduce((sum, { weight, impact }) => sum + weight * impact, 0)).toBe(score);
    }
    const full = await ask('how do hooks work', { explain: true, requestWords: false });
    const impactsOf = (answer: typeof full, id: string) =>
      answer.hits.find((hit) => hit.id === id)?.explain?.[0].terms?.map(({ impact }) => impact) ?? [];
    const [how] = impactsOf(full, 'faq');
    expect(impactsOf(await ask('how do hooks work', { explain: true }), 'faq')[0]).toBe(how >> 3);
  });

  it('mends a slip, says so, and leaves it where it is asked to', async () => {
    const mended = await ask('photosyntesis');
    expect(mended).toMatchObject({ coverage: 0, corrections: [{ from: 'photosyntesis', to: 'photosynthesis' }] });
    expect(mended.hits.map(({ id }) => id).sort()).toEqual(['leaves', 'photosynthesis']);
    expect(mended.hits[0].highlights).not.toEqual([]);
    const [{ explain }] = (await ask('photosyntesis', { explain: true })).hits;
    expect(explain?.[0].terms).toMatchObject([{ term: 'photosynthesi', from: 'photosyntesis' }]);
    for (const left of [
      await ask('photosyntesis', { fuzzy: false }),
      await ask('photosyntesis', {}, 'bm25'),
      await ask('"photosyntesis"'),
    ]) {
      expect(left.hits).toEqual([]);
      expect(left).not.toHaveProperty('corrections');
    }
  });

  it('says how much of a query is there, before what it mends', async () => {
    expect((await ask('hooks')).coverage).toBe(1);
    expect((await ask('xylophones')).coverage).toBe(0);
    expect((await ask('')).coverage).toBe(0);
    const half = (await ask('hooks xylophones')).coverage as number;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(0.6);
    expect((await ask('hooks photosyntesis')).coverage).toBeLessThan(0.6);
    for (const mode of ['hybrid', 'dense'] as const) {
      expect((await ask('hooks xylophones', { mode })).coverage).toBe(half);
    }
    expect((await ask('hooks rivers', { filter: { ids: ['rivers'] } })).coverage).toBeLessThan(
      (await ask('rivers')).coverage as number,
    );
  });

  it('has no hits for a query that is covered less than is asked for', async () => {
    const { coverage } = (await ask('hooks xylophones')) as { coverage: number };
    for (const mode of ['bm25', 'hybrid', 'dense'] as const) {
      expect((await ask('hooks xylophones', { mode, minCoverage: coverage })).hits).not.toEqual([]);
      const above = Math.round(coverage * 1000 + 1) / 1000;
      expect(await ask('hooks xylophones', { mode, minCoverage: above })).toMatchObject({ coverage, hits: [] });
    }
  });

  it('ends a list before the first lower score, on every page', async () => {
    for (const mode of ['bm25', 'hybrid', 'dense'] as const) {
      const whole = (await ask('water and sand in rivers', { mode, k: 20, offset: 0 })).hits;
      const minScore = Math.max(1, whole[4].score);
      const kept = whole.filter(({ score }) => score >= minScore);
      expect((await ask('water and sand in rivers', { mode, k: 20, minScore })).hits).toEqual(kept);
      for (let offset = 0; offset < 8; offset += 2) {
        const page = await ask('water and sand in rivers', { mode, k: 2, offset, minScore });
        expect(page.hits).toEqual(kept.slice(offset, offset + 2));
      }
    }
  });

  it('lets a request say what vectors give', async () => {
    const [bm25, dense] = [await ids('hooks water', { k: 20 }), await ids('hooks water', { k: 20, mode: 'dense' })];
    const fused = await ids('hooks water', { k: 20, mode: 'hybrid', denseShare: 0 });
    expect(fused.slice(0, 2)).toEqual(bm25.slice(0, 2));
    expect((await ids('hooks water', { k: 20, mode: 'hybrid', denseShare: 100 })).slice(0, 5)).toEqual(
      dense.slice(0, 5),
    );
    const same = { mode: 'hybrid', denseShare: 15 } as const;
    // All of it is there, so the share is the least.
    expect((await ask('hooks', same)).hits).toEqual((await ask('hooks', { mode: 'hybrid' })).hits);
    expect((await ask('hooks', { mode: 'hybrid', denseShare: 20 }, 'bm25')).hits).toEqual(
      (await ask('hooks', { mode: 'hybrid' }, 'bm25')).hits,
    );
  });

  it('gives a batch what its queries get one by one', async () => {
    const queries = ['how do hooks work', 'photosyntesis and rivres', '', 'xylophones', 'tell me abuot rivers'];
    for (const options of [{}, { explain: true }, { snippet: false }, { mode: 'bm25', minCoverage: 0.3 }] as const) {
      const { results } = await search(indexes.standard as Index, queries, options);
      const singles = await Promise.all(queries.map((query) => search(indexes.standard as Index, query, options)));
      expect(results).toEqual(singles.map(({ index: _, ...result }) => result));
    }
  });

  it('is searched from the terminal with the same levers', () => {
    const run = (...flags: string[]) => runProgram(['search', directories.standard, ...flags, '--mode', 'bm25']);
    expect(run('photosyntesis').out).toMatch(/^Searched for photosynthesis instead of photosyntesis\.\n/);
    expect(run('photosyntesis', '--no-fuzzy').out).toMatch(/^No hits\./);
    expect(run('how do you know about hooks', '--no-request-words').out).toContain('faq');
    const low = run('xylophones marimbas glockenspiels zithers hooks');
    expect(low.out).toMatch(/^Probably nothing here: the best passage covers 0\.\d+ of the query\.\n/);
    expect(run('hooks').out).not.toContain('Probably');
    const apart = run('tell me about hooks and xylophones');
    expect(apart.out).toMatch(/^No passage holds xylophones\.\n/);
    expect(run('hooks xylophones', '--min-coverage', '0.9').out).toMatch(/^No hits\./);
    for (const [reason, ...asked] of [
      [
        'The best passage covers 0.\\d+ of the query, and --min-coverage asks for 0.9\\.',
        'hooks xylophones',
        '--min-coverage',
        '0.9',
      ],
      ['The first hit has a score of \\d+, and --min-score asks for 1000000\\.', 'hooks', '--min-score', '1000000'],
      ['No passage meets "green sugar", which the query demands\\.', 'leaves "green sugar"'],
      ['No passage meets site:example\\.org nor "a rivers leaf", which .*', 'site:example.org leaves "a rivers leaf"'],
      ['No passage meets all conditions of the query at once\\.', '"carry water" "leaves are"'],
      ['No passage meets all conditions of the query at once\\.', '"green sugar" OR site:example.org'],
      ['The query has no word that is scored.*', 'the -"carry water"'],
    ]) {
      expect(run(...asked).out).toMatch(new RegExp(`^No hits\\. Index \\S+\\n${reason}\\n$`));
    }
    expect(run('xylophones').out).toMatch(/^No hits\. Index \S+\n$/);
    const json = JSON.parse(run('rivers', '--json', '--min-score', '1', '--dense-share', '30').out);
    expect(Object.keys(json)).toEqual(['index', 'query', 'coverage', 'hits']);
    for (const flags of [
      ['--min-coverage', '1.5'],
      ['--min-coverage', '0.0001'],
      ['--dense-share', '101'],
    ]) {
      expect(run('hooks', ...flags).code).toBe(2);
    }
  });

  it('is evaluated with them', () => {
    const folder = temporaryFolder();
    const [topics, qrels] = [join(folder, 'topics.jsonl'), join(folder, 'qrels.tsv')];
    writeFileSync(topics, '{"_id": "1", "text": "how do you know about hooks"}\n');
    writeFileSync(qrels, 'query-id\tcorpus-id\tscore\n1\thooks\t1\n');
    const files = ['--topics', topics, '--qrels', qrels, '--mode', 'bm25', '--json', '--quiet'];
    const measure = (...flags: string[]) => {
      const { code, out, err } = runProgram(['eval', directories.standard, ...files, ...flags]);
      expect(code, err).toBe(0);
      return JSON.parse(out).measures['nDCG@10'];
    };
    expect(measure()).toBe(1);
    expect(measure('--no-request-words', '--no-fuzzy')).toBeLessThan(1);
    const run = join(folder, 'moved.run');
    const moved = ['--no-request-words', '--no-fuzzy', '--dense-share', '30', '--against-mode', 'hybrid', '--run', run];
    const outcome = JSON.parse(runProgram(['eval', directories.standard, ...files, ...moved]).out);
    const levers = { requestWords: false, fuzzy: false, denseShare: 30 };
    expect(outcome).toMatchObject({ levers, against: { mode: 'hybrid', levers } });
    const tag = 'stillweb-bm25-no-request-words-no-fuzzy-dense-share-30';
    expect(readFileSync(run, 'utf8').split('\n')[0].split(' ')[5]).toBe(tag);
    const people = files.filter((flag) => flag !== '--json');
    const told = (...flags: string[]) => runProgram(['eval', directories.standard, ...people, ...flags]).out;
    expect(told('--no-request-words', '--no-fuzzy', '--dense-share', '30', '--exact')).toMatch(
      /^levers +exact, no-request-words, no-fuzzy, dense-share 30$/m,
    );
    expect(told()).not.toContain('levers');
    expect(JSON.parse(runProgram(['eval', directories.standard, ...files]).out)).not.toHaveProperty('levers');
  });
});
