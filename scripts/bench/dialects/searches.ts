import type { Sent } from './send.ts';

/** The same search in each dialect, beside the native request that asks for as much. */

/** Hits of each search. */
const K = 5;

export type Native = 'snippets' | 'snippets of 10' | 'snippets of 20' | 'texts' | 'scores';

export interface Search {
  readonly dialect: string;
  /** What of each hit the answer holds. */
  readonly like: Native;
  readonly send: (query: string) => Sent;
}

const encoded = encodeURIComponent;
const post = (path: string, body: (query: string) => unknown) => (query: string) =>
  ({ method: 'POST', path, body: body(query) }) as const;
const get = (path: (query: string) => string) => (query: string) =>
  ({ method: 'GET', path: path(encoded(query)) }) as const;

/** As long as dialects take texts, which is all of each. */
const MAX_CHARS = 1_000_000;

export const NATIVE: Readonly<Record<Native, Search['send']>> = {
  snippets: post('/v1/search', (query) => ({ query, k: K })),
  'snippets of 10': post('/v1/search', (query) => ({ query, k: 10 })),
  'snippets of 20': post('/v1/search', (query) => ({ query, k: 20 })),
  texts: post('/v1/search', (query) => ({ query, k: K, snippet: false, text: true, maxChars: MAX_CHARS })),
  scores: post('/v1/search', (query) => ({ query, k: K, snippet: false })),
};

export const SEARCHES: readonly Search[] = [
  texts(
    'search-r1',
    post('/retrieve', (query) => ({ queries: [query], topk: K, return_scores: true })),
  ),
  texts(
    'asearcher',
    post('/asearcher/retrieve', (query) => ({ queries: [query], topk: K })),
  ),
  texts(
    'deepresearchgym',
    get((query) => `/deepresearchgym/search?query=${query}&k=${K}`),
  ),
  texts(
    'dspy',
    get((query) => `/dspy?query=${query}&k=${K}`),
  ),
  texts(
    'anserini',
    get((query) => `/anserini/v1/wikispeedia/search?query=${query}&hits=${K}`),
  ),
  texts(
    'rllm',
    post('/rllm/retrieve', (query) => ({ query, top_k: K })),
  ),
  texts(
    'zerosearch',
    post('/zerosearch/retrieve', (query) => ({ query, top_k: K })),
  ),
  texts(
    'r1-searcher',
    post('/r1-searcher/queries', (query) => ({ queries: [query], k: K })),
  ),
  texts(
    'recall',
    post('/recall/search', (query) => ({ query, top_n: K })),
  ),
  texts(
    'hiersearch',
    post('/hiersearch/web_search', (query) => ({ query, top_n: K })),
  ),
  texts(
    'massive-serve',
    post('/massive-serve/search', (query) => ({ query, n_docs: K })),
  ),
  texts(
    'wikichat',
    post('/wikichat/wikispeedia', (query) => ({ query: [query], num_blocks: K })),
  ),
  texts(
    'ultrarag',
    post('/ultrarag/search', (query) => ({ query_list: [query], top_k: K })),
  ),
  snippets(
    'openwebui',
    post('/openwebui/search', (query) => ({ query, count: K })),
  ),
  snippets(
    'literesearcher',
    post('/literesearcher/search', (query) => ({ query, limit: K })),
  ),
  snippets(
    'openresearcher',
    post('/openresearcher/search', (query) => ({ query, topn: K })),
  ),
  snippets(
    'carr',
    post('/carr', (query) => ({ session_id: 'bench', name: 'browser.search', arguments: { query, num: K } })),
  ),
  scores(
    'routir',
    post('/routir/search', (query) => ({ service: 'wikispeedia', query, limit: K })),
  ),
  scores(
    'routir, pipeline',
    post('/routir/pipeline', (query) => ({ pipeline: `wikispeedia%${K}`, collection: 'wikispeedia', query })),
  ),
  snippets(
    'brave',
    get((query) => `/brave/res/v1/web/search?q=${query}&count=${K}`),
  ),
  snippets(
    'bing',
    get((query) => `/bing/v7.0/search?q=${query}&count=${K}`),
  ),
  snippets(
    'google',
    get((query) => `/google/customsearch/v1?q=${query}&num=${K}`),
  ),
  snippets(
    'serpapi',
    get((query) => `/serpapi/search?q=${query}&num=${K}`),
  ),
  snippets(
    'linkup',
    post('/linkup/v1/search', (q) => ({ q, maxResults: K, outputType: 'searchResults' })),
  ),
  texts(
    'perplexity',
    post('/perplexity/search', (query) => ({ query, max_results: K })),
  ),
  snippets(
    'you',
    get((query) => `/you/v1/search?query=${query}&count=${K}`),
  ),
  snippets(
    'exa',
    post('/exa/search', (query) => ({ query, numResults: K, contents: { highlights: true } })),
  ),
  snippets(
    'tavily',
    post('/tavily/search', (query) => ({ query, max_results: K })),
  ),
  snippets(
    'serper',
    post('/serper/search', (q) => ({ q, num: K })),
  ),
  {
    dialect: 'searxng',
    like: 'snippets of 20',
    send: get((query) => `/searxng/search?q=${query}&format=json`),
  },
  snippets(
    'firecrawl',
    post('/firecrawl/v2/search', (query) => ({ query, limit: K })),
  ),
  texts(
    'jina',
    get((query) => `/jina/s/${query}?num=${K}`),
  ),
  {
    dialect: 'duckduckgo',
    like: 'snippets of 10',
    send: get((query) => `/duckduckgo/html/?q=${query}`),
  },
];

function texts(dialect: string, send: Search['send']): Search {
  return { dialect, like: 'texts', send };
}

function snippets(dialect: string, send: Search['send']): Search {
  return { dialect, like: 'snippets', send };
}

function scores(dialect: string, send: Search['send']): Search {
  return { dialect, like: 'scores', send };
}
