/**
 * The REST servers of Anserini and Pyserini: `GET /v1/{index}/search?query=&hits=` and `GET /v1/{index}/doc/{docid}`.
 *
 * Both are under `/anserini`.
 */
import { writeJson } from '../bytes/write-json.ts';
import { canonicalizeDocument } from '../contract/canonical-fetch.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import { StillwebError } from '../errors.ts';
import { bm25Of } from '../format/bm25.ts';
import { MAX_FETCH_CHARACTERS } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { countOf, flagOf, requireText, textOf } from './parts/fields.ts';
import { searchQuestion } from './parts/search-question.ts';

const ROOT = '/anserini/v1/';
const USUAL_HITS = 10;
const MOST_HITS = 1000;
/** Request ids that callers bring: what can stand in a header, and no more than anybody needs. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

interface Parameters {
  /** The name in the path, as the caller knows it. */
  readonly index: string;
  /** False: `doc` is a text, as stored. */
  readonly parse: boolean;
  readonly query?: string;
}

/** A document as a JSON collection of Anserini holds it. */
interface RawDocument {
  readonly id: string;
  readonly contents: string;
  readonly title: string;
  readonly url: string;
}

export const ANSERINI: Dialect = {
  name: 'anserini',
  prefix: '/anserini',
  routes: [
    {
      method: 'GET',
      path: `${ROOT}*`,
      summary:
        'Hits of a query ({index}/search) or one document ({index}/doc/{docid}), as Anserini and Pyserini answer',
      read,
    },
  ],
  tokens: { headers: ['x-api-key'] },
  shape: {
    writeSearch({ index, found: [found], parameters }, out) {
      const { index: name, parse, query } = parameters as Parameters;
      const candidates = found.hits().map(({ id, url, title, text = '', rank, score }) => {
        const raw = { id, contents: text, title, url: documentUrl(index.name, { id, url }) };
        return { docid: id, score, rank, doc: shown(raw, parse) };
      });
      writeJson({ api: 'v1', index: name, query: { text: query }, candidates }, out);
    },
    writeFetch({ index, documents: [document], parameters }, out) {
      const { index: name, parse } = parameters as Parameters;
      const { id, url, title = '', text = '', error } = document;
      if (id === null || error !== undefined) {
        throw new StillwebError('DOCUMENT_NOT_FOUND', error?.message ?? 'no such document', {});
      }
      const raw = { id, contents: text, title, url: documentUrl(index.name, { id, url }) };
      writeJson({ api: 'v1', index: name, docid: id, doc: shown(raw, parse) }, out);
    },
  },
  error: ({ code, message, entry }) => ({
    status: code === 'OVERLOADED' ? 429 : entry.http,
    body: { error: message },
  }),
};

function read(request: DialectRequest): DialectQuestion {
  const { index, name, docid } = readPath(request);
  const { query, hits, parse, max_doc_length: most } = request.query;
  checkParameters(request, index);
  const requestId = request.headers['x-request-id'];
  const headers: Record<string, string> = {};
  if (typeof requestId === 'string' && REQUEST_ID.test(requestId)) headers['x-request-id'] = requestId;
  const maxChars = countOf(most, MAX_FETCH_CHARACTERS, 1, MAX_FETCH_CHARACTERS);
  const shape = { index: name, parse: flagOf(parse, true) };
  if (docid !== null) {
    const fetch = canonicalizeDocument(docid, { index: index.name, maxChars });
    return { asked: { kind: 'fetch', isSingle: true, ...fetch }, parameters: shape satisfies Parameters, headers };
  }
  const text = requireText(query, 'query');
  return {
    asked: searchQuestion({
      query: text,
      k: countOf(hits, USUAL_HITS, 1, MOST_HITS),
      snippet: false,
      textChars: maxChars,
      index: index.name,
    }),
    parameters: { ...shape, query: text } satisfies Parameters,
    headers,
  };
}

interface Named {
  readonly index: ServedIndex;
  readonly name: string;
  /** Null for a search. */
  readonly docid: string | null;
}

/** @throws INDEX_NOT_FOUND; NOT_FOUND for a path that is neither of a search nor of a document */
function readPath({ url, indexes }: DialectRequest): Named {
  const path = url.slice(ROOT.length).split('?', 1)[0];
  const document = /^(.+?)\/doc\/(.+)$/.exec(path);
  const search = document === null ? /^(.+)\/search\/?$/.exec(path) : null;
  const written = (document ?? search)?.[1];
  if (written === undefined) throw new StillwebError('NOT_FOUND', `there is no ${ROOT}${path.slice(0, 100)}`, {});
  const name = decodeURIComponent(written);
  const index = namesOf(name)
    .map((known) => indexes.find((served) => served.name === known))
    .find((served) => served !== undefined);
  if (index !== undefined) {
    return { index, name, docid: document === null ? null : decodeURIComponent(document[2]) };
  }
  const shown = name.slice(0, 100).toWellFormed();
  throw new StillwebError('INDEX_NOT_FOUND', `no index named ${shown} is served`, {
    name: shown,
    served: indexes.map((served) => served.name),
  });
}

/**
 * What an index of this name may be served as: the name; the name decoded once more, as clients encode one that is encoded already; and
 * either with `_` for each character that no name here has, such as the slash of `castorini/climbmix`.
 */
function namesOf(name: string): string[] {
  const names = [name];
  try {
    names.push(decodeURIComponent(name));
  } catch {
    // The name has a percent sign of its own.
  }
  return [...names, ...names.map((each) => each.replace(/[^\w.-]/g, '_'))];
}

/** The parameters of BM25 are those that the index was built with. @throws UNSUPPORTED for others */
function checkParameters({ query }: DialectRequest, { name, description }: ServedIndex): void {
  const built = bm25Of(description.ranking);
  for (const parameter of ['k1', 'b'] as const) {
    const asked = textOf(query[parameter]);
    if (asked === undefined || Number(asked) === built?.[parameter]) continue;
    throw new StillwebError(
      'UNSUPPORTED',
      built === null
        ? `the impacts of the index ${name} were given to it, by no formula that has ${parameter}`
        : `${parameter} is ${built[parameter]} in the index ${name}, whose impacts were computed with it; it cannot be ${asked.slice(0, 32).toWellFormed()}`,
      { field: parameter, supported: built === null ? [] : [built[parameter]] },
    );
  }
}

function shown(raw: RawDocument, parse: boolean): RawDocument | string {
  return parse ? raw : JSON.stringify(raw);
}
