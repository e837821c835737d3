/** One call of each route of the API, with names that this server knows: it can be run as it stands. */
import type { IndexInspection } from '../contract/index-inspection.ts';
import { BOOK_ADDRESS, chapterAddress } from './book.ts';
import {
  addressOf,
  DIALECTS_ADDRESS,
  documentAddress,
  ERRORS_ADDRESS,
  shellWord,
  TOKEN_OPTION,
} from './page-address.ts';
import { PAGE_ASSETS } from './page-assets.ts';
import type { PageServer } from './page-frame.ts';

export interface ApiExample {
  /** With its query string. */
  readonly path: string;
  /** Sent as JSON by POST; undefined for GET. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What examples name. */
export interface ExampleNames {
  readonly index: string;
  readonly query: string;
  /** Null where nobody knows one. */
  readonly document: string | null;
  readonly hasOriginals: boolean;
}

export function exampleNames(index: string, inspection: IndexInspection | null): ExampleNames {
  const { queries = [], document = null } = inspection?.examples ?? {};
  return { index, query: queries[0] ?? 'tide', document, hasOriginals: inspection?.originals === true };
}

/** By `operationId`; absent for routes that need what there is not. */
export function apiExamples({ index, query, document, hasOriginals }: ExampleNames): ReadonlyMap<string, ApiExample> {
  const word = query.split(' ')[0];
  const named: [string, string][] = [['index', index]];
  const examples: [string, ApiExample | null][] = [
    ['search', { path: '/v1/search', body: { query, index, k: 3, explain: true } }],
    [
      'searchByUrl',
      {
        path: addressOf('/v1/search', [
          ['query', query],
          ['index', index],
          ['k', '3'],
        ]),
      },
    ],
    ['grep', { path: '/v1/grep', body: { pattern: word, index, ignoreCase: true, limit: 3 } }],
    ['fetch', document === null ? null : { path: '/v1/fetch', body: { ids: [document], index, maxChars: 300 } }],
    [
      'getDocument',
      document === null
        ? null
        : { path: addressOf(`/v1${documentAddress(document)}`, [...named, ['maxChars', '300']]) },
    ],
    ['getLinks', document === null ? null : { path: addressOf(`/v1${documentAddress(document)}/links`, named) }],
    [
      'getOriginal',
      document === null || !hasOriginals
        ? null
        : { path: addressOf(`/v1${documentAddress(document)}/original`, named) },
    ],
    ['listIndexes', { path: '/v1/indexes' }],
    ['inspectIndex', { path: `/v1/indexes/${encodeURIComponent(index)}` }],
    ['health', { path: '/healthz' }],
    ['readiness', { path: '/readyz' }],
    ['metrics', { path: '/metrics' }],
    ['openapi', { path: '/openapi.json' }],
    [
      'searchPage',
      {
        path: addressOf('/', [
          ['query', query],
          ['index', index],
        ]),
        headers: { accept: 'text/html' },
      },
    ],
    ['documentPage', document === null ? null : { path: documentAddress(document, named) }],
    ['documentPageById', document === null ? null : { path: addressOf('/documents', [['id', document], ...named]) }],
    ['indexPage', { path: `/indexes/${encodeURIComponent(index)}` }],
    ['tracesPage', { path: '/traces' }],
    ['statusPage', { path: '/status' }],
    ['docs', { path: '/docs' }],
    ['dialectsPage', { path: DIALECTS_ADDRESS }],
    ['errorsPage', { path: ERRORS_ADDRESS }],
    ['getCheck', { path: `/v1/indexes/${encodeURIComponent(index)}/check` }],
    ['book', { path: BOOK_ADDRESS }],
    ['bookChapter', { path: chapterAddress('glossary.md') }],
    ['asset', { path: PAGE_ASSETS.style.path }],
    ['mcp', mcpExample(index, query)],
  ];
  return new Map(examples.flatMap(([name, example]) => (example === null ? [] : [[name, example] as const])));
}

function mcpExample(index: string, query: string): ApiExample {
  return {
    path: addressOf('/mcp', [['index', index]]),
    body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: { query } } },
    headers: { accept: 'application/json, text/event-stream' },
  };
}

/** As it is typed into a shell. */
export function curlOf(
  { path, body, headers = {} }: ApiExample,
  { origin, needsToken }: Pick<PageServer, 'origin' | 'needsToken'>,
): string {
  const command = `curl -s${needsToken ? ` ${TOKEN_OPTION}` : ''}`;
  const url = shellWord(origin + path);
  const all = { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers };
  const given = Object.entries(all).map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`);
  if (body === undefined) return [command, ...given, url].join(' ');
  return `${command} ${url} \\\n  ${given.join(' ')} \\\n  -d ${shellWord(JSON.stringify(body))}`;
}
