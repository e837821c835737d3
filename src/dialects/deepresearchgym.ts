/** DeepResearchGym's search over ClueWeb22 and FineWeb: documents as JSON in base64. */

import { sha256 } from '../bytes/hash.ts';
import { JsonWriter } from '../bytes/json-writer.ts';
import { JoinedText, UnescapedText, writeJson } from '../bytes/write-json.ts';
import { documentUrl } from '../contract/sandbox-url.ts';
import { MAX_FETCH_CHARACTERS, MAX_RESPONSE_BYTES } from '../limits.ts';
import type { Dialect, DialectQuestion, DialectRequest } from './dialect.ts';
import { foundPage, pageQuestion } from './parts/contents.ts';
import { countOf, flagOf, requireText } from './parts/fields.ts';
import { linksFrom } from './parts/pages.ts';
import { searchQuestion } from './parts/search-question.ts';

const USUAL_HITS = 10;
const MOST_HITS = 1000;
/** A search does not say what language a hit is in: undetermined, as BCP 47 has it. */
const NO_LANGUAGE = 'und';

interface Parameters {
  readonly form: 'clueweb' | 'fineweb';
  readonly distances: boolean;
}

export const DEEPRESEARCHGYM: Dialect = {
  name: 'deepresearchgym',
  prefix: '/deepresearchgym',
  hosts: { 'clueweb22.us': '/deepresearchgym', 'www.clueweb22.us': '/deepresearchgym' },
  routes: [
    {
      method: 'GET',
      path: '/deepresearchgym/search',
      summary: 'Hits of a query as objects of ClueWeb22, as DeepResearchGym gives them',
      read: (request) => search(request, 'clueweb'),
    },
    {
      method: 'GET',
      path: '/deepresearchgym/cw22_qwen/search',
      summary: 'The same where the server has another encoder',
      read: (request) => search(request, 'clueweb'),
    },
    {
      method: 'GET',
      path: '/deepresearchgym/fineweb/search',
      summary: 'Hits of a query as objects of FineWeb',
      read: (request) => search(request, 'fineweb'),
    },
    {
      method: 'GET',
      path: '/deepresearchgym/fetch',
      summary: 'One page by its address',
      read: ({ query }) => pageQuestion(requireText(query.url, 'url').trim(), { outlinks: flagOf(query.with_outlink) }),
    },
    {
      method: 'GET',
      path: '/deepresearchgym/health',
      summary: 'Whether the server lives',
      read: () => ({ body: { status: 'healthy' } }),
    },
  ],
  tokens: { headers: ['x-api-key'] },
  shape: {
    tellsLinks: (parameters) => (parameters as { readonly outlinks?: boolean }).outlinks === true,
    writeSearch({ index, found: [found], parameters }, out) {
      const { form, distances } = parameters as Parameters;
      const hits = found.hits();
      const results = hits.map(({ id, url, title, text = '' }) => {
        const address = documentUrl(index.name, { id, url });
        const body = new JoinedText(`${title}\n\n`, text);
        return encode(
          form === 'fineweb'
            ? { text: body, id, url: address }
            : {
                URL: address,
                'URL-hash': urlHash(address),
                Language: NO_LANGUAGE,
                'ClueWeb22-ID': id,
                'Clean-Text': body,
              },
        );
      });
      writeJson({ results, distances: distances ? hits.map(({ score }) => score) : null, outlinks: [] }, out);
    },
    writeFetch(answer, out) {
      const { index, documents } = answer;
      const { outlinks } = answer.parameters as { readonly outlinks: boolean };
      const { id, url, title, text, language = NO_LANGUAGE } = foundPage(documents);
      const address = documentUrl(index.name, { id, url });
      const page = { clean_text: encode(`${title}\n\n${text}`) };
      if (!outlinks) {
        writeJson(page, out);
        return;
      }
      const outlink = {
        url: address,
        urlhash: urlHash(address),
        language,
        'ClueWeb22-ID': id,
        // Address, hash, words of the link, language, id of the target: the words and the language are not known here.
        outlinks: linksFrom(answer, id).map((link) => [link.url, urlHash(link.url), '', '', link.id ?? null]),
      };
      writeJson({ ...page, outlink: encode(outlink) }, out);
    },
  },
  // What its server calls a bad list of shards or an empty query has 400.
  error: ({ message, entry }) => ({ status: entry.http, body: { detail: message } }),
};

function search({ query: fields }: DialectRequest, form: Parameters['form']): DialectQuestion {
  const { query, k, with_distance: distances } = fields;
  return {
    asked: searchQuestion({
      query: requireText(query, 'query'),
      k: countOf(k, USUAL_HITS, 1, MOST_HITS),
      snippet: false,
      textChars: MAX_FETCH_CHARACTERS,
    }),
    parameters: { form, distances: flagOf(distances) } satisfies Parameters,
  };
}

function urlHash(url: string): string {
  return sha256(url).slice(0, 32).toUpperCase();
}

const written = new JsonWriter(64 * 1024, MAX_RESPONSE_BYTES);

/** Text is encoded as it is, an object as JSON. */
function encode(value: string | object): UnescapedText {
  if (typeof value === 'string') return new UnescapedText(Buffer.from(value).toString('base64'));
  written.begin();
  writeJson(value, written);
  const bytes = written.finish();
  return new UnescapedText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'));
}
