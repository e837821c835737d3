import { JsonWriter } from '../../../src/bytes/json-writer.ts';
import type { SearchRequest } from '../../../src/contract/search.ts';
import type { CanonicalWhere } from '../../../src/contract/where.ts';
import { StillwebError } from '../../../src/errors.ts';
import { LocalDocuments } from '../../../src/reading/readable-documents.ts';
import { Reader } from '../../../src/reading/reader.ts';
import type { Searcher } from '../../../src/retrieval/searcher.ts';

/** Everything that an index of `collection.ts` can be asked, so that every decoder is on the way of an answer. */

const PLAIN: SearchRequest = {
  queries: ['alpha beta'],
  k: 8,
  offset: 0,
  unit: 'document',
  snippet: { tokens: 12 },
  text: false,
  explain: false,
};

const WHERE: CanonicalWhere = {
  or: [
    { field: 'kind', in: ['k1', 'k2'] },
    { not: { field: 'tags', in: ['t0'] } },
    { field: 'number', gte: 4 },
    { field: 'seen', lt: '2022' },
  ],
};

const REQUESTS: readonly Partial<SearchRequest>[] = [
  { mode: 'bm25' },
  { mode: 'bm25', queries: ['alpha gamma w3 w11 w40'], unit: 'passage', k: 300, snippet: false },
  { mode: 'bm25', queries: ['beta delta'], offset: 5, k: 100, explain: true, unit: 'passage' },
  { mode: 'bm25', queries: ['"alpha beta"'], unit: 'passage', k: 300, snippet: false },
  { mode: 'bm25', queries: ['"beta gamma" w5 -w7'], text: true },
  { mode: 'bm25', queries: ['intitle:title alpha'] },
  { mode: 'bm25', queries: ['intitle:"title of" "w1 w2" OR gamma'], unit: 'passage', k: 50 },
  { mode: 'bm25', queries: ['alpha site:host1.example'], filter: { after: '2020-01-03', languages: ['de', 'en'] } },
  { mode: 'bm25', queries: ['alpha'], filter: { ids: ['d1', 'd5'] }, k: 40, unit: 'passage' },
  { mode: 'bm25', queries: ['w9 w10 gamma alpha'], filter: { excludeIds: ['d1'], excludeSites: ['host2.example'] } },
  { mode: 'bm25', queries: ['alpha kind:k1 OR tags:t0'], fields: true, k: 40 },
  { mode: 'bm25', queries: ['alpha'], filter: { where: WHERE }, fields: ['seen', 'number'], snippet: false, k: 40 },
  { mode: 'dense', unit: 'passage', k: 300, snippet: false },
  { mode: 'dense', queries: ['w3 gamma'], exact: true, k: 300, snippet: false },
  { mode: 'dense', queries: ['beta'], filter: { before: '2020-01-05' } },
  { mode: 'hybrid', queries: ['gamma delta w8'], k: 20 },
  { mode: 'hybrid', queries: ['alpha "beta gamma"'], explain: true, snippet: false },
];

/** What came of one question: an answer, or the code of a refusal. Anything else is thrown on. */
async function outcomeOf(ask: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await ask()) ?? 'undefined';
  } catch (error) {
    if (error instanceof StillwebError) return error.code;
    throw error;
  }
}

/**
 * @param showsSnippets whether hits are made as a caller sees them too, which takes caches larger than these indexes
 * @returns an outcome for each question, equal where two indexes answer alike
 */
export async function askEverything(searcher: Searcher, showsSnippets: boolean): Promise<string[]> {
  const outcomes: string[] = [];
  const modes = new Set<string>(searcher.modes);
  for (const part of REQUESTS) {
    const request = { ...PLAIN, ...part };
    if (!modes.has(request.mode ?? 'bm25')) continue;
    outcomes.push(await outcomeOf(() => rank(searcher, request)));
    if (!showsSnippets) continue;
    outcomes.push(await outcomeOf(() => searcher.search(request)));
    if (!request.explain && request.k < 10) outcomes.push(await outcomeOf(() => write(searcher, request)));
  }
  const reader = new Reader(new LocalDocuments(searcher.view, searcher.documents));
  const range = { offset: 0, maxChars: 1_000_000 };
  const ids = Array.from({ length: 8 }, (_, i) => `d${i}`);
  for (const id of ids) {
    outcomes.push(await outcomeOf(() => reader.fetch({ ids: [id], ...range })));
    outcomes.push(await outcomeOf(() => reader.links(id)));
  }
  const urls = ['https://host1.example/1', 'http://www.host2.example/2/', 'https://host9.example/'];
  outcomes.push(await outcomeOf(() => reader.fetch({ ids, fields: true, ...range })));
  outcomes.push(await outcomeOf(() => reader.fetch({ urls, ...range, find: 'gamma' })));
  return outcomes;
}

/** The hits, and all that is read of each to be shown. */
async function rank({ pipeline }: Searcher, request: SearchRequest): Promise<unknown> {
  const { pages } = await pipeline.rank(await pipeline.readTogether(request));
  return pages.map(({ hits, show, explanations, fields }) => [
    hits.map((hit) => [hit, show(hit.passage)]),
    explanations,
    fields,
  ]);
}

const out = new JsonWriter(1 << 16, 1 << 24);

/** The form in which a worker answers. */
async function write(searcher: Searcher, request: SearchRequest): Promise<string> {
  const { pipeline } = searcher;
  const ranked = await pipeline.rank(await pipeline.read(request));
  out.begin();
  pipeline.write(ranked, 0, out);
  return String(out.bytes);
}
