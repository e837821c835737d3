/** Bodies as Tavily writes them, and what they need to know of a request. */
import { writeJson } from '../../bytes/write-json.ts';
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { FetchedDocument, Hit } from '../../contract/search.ts';
import type { AnswerFrame, AnswerShape } from '../../serving/answer-shape.ts';
import { iconOf } from './addresses.ts';
import { chunksOf } from './chunks.ts';
import { httpDay } from './days.ts';
import { extractOf } from './extract.ts';
import { addressOf } from './pages.ts';
import { relativeScore } from './relative-score.ts';
import { stableUuid } from './stable-id.ts';

const CHUNK_CHARACTERS = 500;

interface Shown {
  readonly images: boolean;
  readonly favicon: boolean;
  /** Null where they are not told. */
  readonly credits: number | null;
}

export interface TavilySearch extends Shown {
  readonly count: number;
  /** Joined in `content`; null for the snippet as it is. */
  readonly chunks: number | null;
  readonly hasAnswer: boolean;
  readonly hasDates: boolean;
  readonly rawContent: boolean;
  readonly auto: { readonly topic: string; readonly search_depth: string } | null;
}

export interface TavilyExtract extends Shown {
  /** As they came. */
  readonly urls: readonly string[];
}

export interface TavilyWalk extends Shown {
  readonly url: string;
  readonly isCrawl: boolean;
}

export const tavilyShape: Omit<AnswerShape, 'name'> = {
  writeSearch(answer, out) {
    const { index, request, found } = answer;
    const parameters = answer.parameters as TavilySearch;
    const hits = found[0].hits().slice(0, parameters.count);
    const extract = parameters.hasAnswer ? extractOf(hits) : '';
    const body = {
      query: request.queries[0],
      follow_up_questions: null,
      answer: extract === '' ? null : extract,
      images: [],
      results: hits.map((hit) => resultOf(documentUrl(index.name, hit), hit, hits, parameters)),
      ...(parameters.auto !== null && { auto_parameters: parameters.auto }),
      ...endOf(answer, [request, parameters], parameters),
    };
    writeJson(body, out);
  },

  writeFetch(answer, out) {
    const parameters = answer.parameters as TavilyExtract;
    const { urls } = parameters;
    const asked = answer.documents.map((document, i) => ({ url: urls[i], document }));
    const body = {
      results: asked
        .filter(({ document }) => document.error === undefined)
        .map(({ url, document }) => pageOf(url, document, parameters)),
      failed_results: asked
        .filter(({ document }) => document.error !== undefined)
        .map(({ url }) => ({ url, error: 'The page is not in the collection.' })),
      ...endOf(answer, parameters, parameters),
    };
    writeJson(body, out);
  },

  writeWalk(answer, out) {
    const { index, request, documents } = answer;
    const parameters = answer.parameters as TavilyWalk;
    const pages = documents.map((document) => ({ document, url: addressOf(index, document) }));
    const body = {
      base_url: parameters.url,
      results: pages.map(({ url, document }) => (parameters.isCrawl ? pageOf(url, document, parameters) : url)),
      ...endOf(answer, [request, parameters], parameters),
    };
    writeJson(body, out);
  },
};

function resultOf(url: string, hit: Hit, hits: readonly Hit[], parameters: TavilySearch): unknown {
  const { chunks, hasDates, rawContent, favicon, images } = parameters;
  const { title, snippet = '', text = '', date } = hit;
  return {
    url,
    title,
    content: chunks === null ? snippet : chunksOf(hit, CHUNK_CHARACTERS).slice(0, chunks).join(' [...] '),
    score: relativeScore(hit, hits),
    raw_content: rawContent ? text : null,
    ...(hasDates && date !== undefined && { published_date: httpDay(date) }),
    ...(favicon && { favicon: iconOf(url) }),
    ...(images && { images: [] }),
  };
}

function pageOf(url: string, { title = '', text = '' }: FetchedDocument, { favicon }: Shown): unknown {
  return { url, title, raw_content: text, images: [], ...(favicon && { favicon: iconOf(url) }) };
}

function endOf(frame: Pick<AnswerFrame, 'index'>, request: unknown, { credits }: Shown): object {
  return {
    response_time: 0,
    ...(credits !== null && { usage: { credits } }),
    request_id: stableUuid(frame, request),
  };
}
