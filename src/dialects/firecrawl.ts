/** Firecrawl, versions 1 and 2: `search`, `scrape`, `map` and `crawl`. The synchronous Python client of version 2 asks at the root. */
import { canonicalizeFetch } from '../contract/canonical-fetch.ts';
import type { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS, MAX_WALK_DOCUMENTS } from '../limits.ts';
import type { Dialect, DialectError, DialectQuestion, DialectRequest, DialectRoute } from './dialect.ts';
import { hostOf } from './parts/addresses.ts';
import { jobId, readJobId } from './parts/crawl-job.ts';
import { countOf, type Fields, fieldsOf, flagOf, requireText, textOf, textsOf } from './parts/fields.ts';
import {
  type FirecrawlParameters,
  firecrawlShape,
  formatsOf,
  namesOf,
  type Version,
} from './parts/firecrawl-bodies.ts';
import { periodOfTbs } from './parts/periods.ts';
import { searchQuestion } from './parts/search-question.ts';
import { walkQuestion, withScheme } from './parts/walk-question.ts';

const HITS = { usual: { 1: 5, 2: 10 }, least: 1, most: 100 };
const LINKS = { usual: 5000, least: 1, most: MAX_WALK_DOCUMENTS };
const SOURCES = ['web', 'news', 'images'] as const;

const VERSIONS: readonly { readonly path: string; readonly version: Version }[] = [
  { path: '/firecrawl/v1', version: 1 },
  { path: '/firecrawl/v2', version: 2 },
  { path: '/v2', version: 2 },
];

export const FIRECRAWL: Dialect = {
  name: 'firecrawl',
  prefix: '/firecrawl',
  hosts: { 'api.firecrawl.dev': '/firecrawl' },
  routes: VERSIONS.flatMap(({ path, version }) => routesOf(path, version)),
  shape: firecrawlShape,
  error,
};

function routesOf(path: string, version: Version): DialectRoute[] {
  const post = (name: string, summary: string, read: DialectRoute['read']): DialectRoute => ({
    method: 'POST',
    path: `${path}/${name}`,
    summary,
    read,
  });
  return [
    post('search', 'Hits, with their texts where formats are asked for', (request) => readSearch(request, version)),
    post('scrape', 'A document by its URL', (request) => readScrape(request, version)),
    post('map', 'URLs along the links from one', (request) => readMap(request, version)),
    post('crawl', 'A crawl, as a job that has ended', (request) => startCrawl(request, version)),
    {
      method: 'GET',
      path: `${path}/crawl/:id`,
      summary: 'The texts of a crawl',
      read: ({ params }) => readCrawl(readJobId(params.id), version),
    },
  ];
}

function readSearch(request: DialectRequest, version: Version): DialectQuestion {
  const fields = fieldsOf(request);
  const count = countOf(fields.limit, HITS.usual[version], HITS.least, HITS.most);
  const formats = formatsOf(objectOf(fields.scrapeOptions).formats, []);
  const named = namesOf(fields.sources);
  const sources = SOURCES.filter((source) => named.includes(source));
  return {
    asked: searchQuestion({
      query: requireText(fields.query, 'query'),
      k: count,
      sites: textsOf(fields.includeDomains),
      excludeSites: textsOf(fields.excludeDomains),
      ...periodOfTbs(request.index.description.newest, textOf(fields.tbs)),
      ...(formats.length > 0 && { textChars: MAX_FETCH_CHARACTERS }),
    }),
    parameters: {
      version,
      formats,
      sources: sources.length === 0 ? ['web'] : sources,
    } satisfies FirecrawlParameters,
  };
}

function readScrape(request: DialectRequest, version: Version): DialectQuestion {
  const fields = fieldsOf(request);
  const url = requireText(fields.url, 'url');
  return {
    asked: { kind: 'fetch', ...canonicalizeFetch({ urls: [withScheme(url)] }) },
    parameters: { version, formats: formatsOf(fields.formats, ['markdown']), url } satisfies FirecrawlParameters,
  };
}

/** With `search`, the links of the host that answer it, the best first. */
function readMap(request: DialectRequest, version: Version): DialectQuestion {
  const fields = fieldsOf(request);
  const url = withScheme(requireText(fields.url, 'url'));
  const limit = countOf(fields.limit, LINKS.usual, LINKS.least, LINKS.most);
  const query = textOf(fields.search);
  const parameters: FirecrawlParameters = { version, formats: [], isMap: true };
  if (query === undefined) return { asked: walkQuestion({ url, limit, isExternal: false }), parameters };
  return { asked: searchQuestion({ query, k: limit, sites: [hostOf(url)] }), parameters };
}

/** What a crawl asks for, as its id tells it. */
interface Crawl {
  readonly url: string;
  readonly limit: number;
  readonly depth: number;
  readonly below: boolean;
  readonly external: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly fullUrl: boolean;
  readonly formats: readonly string[];
}

function startCrawl(request: DialectRequest, version: Version): DialectQuestion {
  const fields = fieldsOf(request);
  const crawl: Crawl = {
    url: withScheme(requireText(fields.url, 'url')),
    limit: countOf(fields.limit, MAX_WALK_DOCUMENTS, 1, MAX_WALK_DOCUMENTS),
    depth: countOf(fields.maxDiscoveryDepth ?? fields.maxDepth, MAX_WALK_DOCUMENTS, 0, MAX_WALK_DOCUMENTS),
    below: !flagOf(fields.crawlEntireDomain ?? fields.allowBackwardLinks),
    external: flagOf(fields.allowExternalLinks),
    include: textsOf(fields.includePaths),
    exclude: textsOf(fields.excludePaths),
    fullUrl: flagOf(fields.regexOnFullURL),
    formats: formatsOf(objectOf(fields.scrapeOptions).formats, ['markdown']),
  };
  const id = jobId(crawl);
  return { body: { success: true, id, url: `/firecrawl/v${version}/crawl/${id}` } };
}

/** @param job what the id tells: that of a crawl, or whatever a caller has put into its form */
function readCrawl(job: unknown, version: Version): DialectQuestion {
  const crawl = objectOf(job);
  const isExternal = flagOf(crawl.external);
  return {
    asked: walkQuestion({
      url: requireText(crawl.url, 'url'),
      limit: countOf(crawl.limit, MAX_WALK_DOCUMENTS, 1, MAX_WALK_DOCUMENTS),
      depth: countOf(crawl.depth, MAX_WALK_DOCUMENTS, 0, MAX_WALK_DOCUMENTS),
      isBelow: flagOf(crawl.below) && !isExternal,
      isExternal,
      selectPaths: textsOf(crawl.include),
      excludePaths: textsOf(crawl.exclude),
      matchesWholeUrl: flagOf(crawl.fullUrl),
      textChars: MAX_FETCH_CHARACTERS,
    }),
    parameters: { version, formats: formatsOf(crawl.formats, ['markdown']) } satisfies FirecrawlParameters,
  };
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function error({ code, message }: StillwebError): DialectError {
  return { body: { success: false, error: code === 'UNAUTHORIZED' ? 'Unauthorized: Invalid token' : message } };
}
