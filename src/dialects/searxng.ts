/**
 * SearXNG's JSON: `GET|POST /search?q=…&format=json`, at the root of an instance too.
 *
 * The most widely swappable: LangChain, gpt-researcher, LiteLLM, Open WebUI and others name its host in their settings.
 */
import { writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import type { Hit } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { AnswerIndex } from '../serving/answer-shape.ts';
import { SOFTWARE_VERSION } from '../version.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { spanStart } from './parts/days.ts';
import { countOf, fieldsOf, textOf } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const PAGE_HITS = 20;
const MOST_PAGES = 500;
const RANGES = ['day', 'week', 'month', 'year'];
/** What every hit says it was found by. */
const ENGINE = 'stillweb';
const CATEGORY = 'general';
/** Scheme, host, path, query, fragment (RFC 3986, appendix B). */
const URL_PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

export const SEARXNG: Dialect = {
  name: 'searxng',
  prefix: '/searxng',
  routes: [
    ...['/searxng', '/searxng/', '/searxng/search'].map((path) => ({
      method: ['GET', 'POST'] as const,
      path,
      summary: 'Hits as an instance of SearXNG gives them in JSON',
      read,
    })),
    { method: 'GET', path: '/searxng/config', summary: 'What the instance has', read: () => ({ body: CONFIG }) },
    {
      method: 'GET',
      path: '/searxng/healthz',
      summary: 'Whether the instance lives',
      read: () => ({ body: 'OK', headers: { 'content-type': 'text/plain; charset=utf-8' } }),
    },
  ],
  tokens: { headers: ['x-api-key'] },
  shape: {
    writeSearch({ index, request, found: [found] }, out) {
      const answer = {
        query: request.queries[0],
        number_of_results: 0,
        results: found.hits().map((hit) => resultOf(index, hit)),
        answers: [],
        corrections: [],
        infoboxes: [],
        suggestions: [],
        unresponsive_engines: [],
      };
      writeJson(answer, out);
    },
  },
  error: ({ code, message }) => ({
    ...(code === 'UNSUPPORTED' && { status: 403 }),
    body: { error: message },
  }),
};

function read(request: DialectRequest): DialectQuestion {
  const fields = fieldsOf(request);
  refuseFormat(textOf(fields.format) ?? 'json');
  const query = textOf(fields.q);
  if (query === undefined) throw new StillwebError('INVALID_REQUEST', 'No query', { field: 'q' });
  const page = countOf(fields.pageno, 1, 1, MOST_PAGES);
  const asked = searchQuestion({
    query,
    k: PAGE_HITS,
    offset: (page - 1) * PAGE_HITS,
    after: firstDay(request, textOf(fields.time_range)),
  });
  return { asked };
}

/** As an instance refuses the formats that its settings leave out. @throws UNSUPPORTED */
function refuseFormat(format: string): void {
  if (format === 'json') return;
  const message = `the format ${format.slice(0, 20)} is not served here`;
  throw new StillwebError('UNSUPPORTED', message, { field: 'format', supported: ['json'] });
}

/** @throws INVALID_REQUEST for what SearXNG does not know as a range either */
function firstDay({ index }: DialectRequest, range: string | undefined): string | undefined {
  if (range === undefined) return undefined;
  if (RANGES.includes(range)) return spanStart(index.description.newest, range);
  throw new StillwebError('INVALID_REQUEST', 'Invalid value for parameter time_range', { field: 'time_range' });
}

function resultOf(index: AnswerIndex, hit: Hit): unknown {
  const url = documentUrl(index.name, hit);
  return {
    url,
    title: hit.title,
    content: hit.snippet ?? '',
    engine: ENGINE,
    engines: [ENGINE],
    parsed_url: partsOf(url),
    template: 'default.html',
    positions: [hit.rank],
    // What SearXNG gives the hit of one engine at this place.
    score: 1 / hit.rank,
    category: CATEGORY,
    publishedDate: hit.date === undefined ? null : `${hit.date}T00:00:00`,
    pubdate: hit.date === undefined ? null : `${hit.date} 00:00:00`,
    thumbnail: '',
    img_src: '',
    priority: '',
  };
}

/** As `urlparse` of Python splits: with the parameters of the last segment, behind its semicolon, in the middle. */
function partsOf(url: string): string[] {
  const [scheme = '', host = '', path = '', query = '', fragment = ''] = URL_PARTS.exec(url)?.slice(1) ?? [];
  const semicolon = path.indexOf(';', path.lastIndexOf('/') + 1);
  const end = semicolon < 0 ? path.length : semicolon;
  return [scheme, host, path.slice(0, end), path.slice(end + 1), query, fragment];
}

/** What clients look for in an instance before they use it. */
const CONFIG = {
  categories: [CATEGORY],
  engines: [
    {
      name: ENGINE,
      categories: [CATEGORY],
      shortcut: 'sw',
      enabled: true,
      paging: true,
      language_support: false,
      languages: [],
      regions: [],
      safesearch: false,
      time_range_support: true,
      timeout: 5,
    },
  ],
  plugins: [],
  instance_name: 'stillweb',
  locales: { en: 'English' },
  default_locale: '',
  autocomplete: '',
  safe_search: 0,
  default_theme: 'simple',
  version: SOFTWARE_VERSION,
  brand: {},
  limiter: { enabled: false },
  doi_resolvers: [],
  default_doi_resolver: '',
  public_instance: false,
};
