/** Bodies as Firecrawl writes them, and what they need to know of a request. */
import { writeJson } from '../../bytes/write-json.ts';
import type { NamedLink } from '../../contract/named-links.ts';
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { FetchedDocument, Hit } from '../../contract/search.ts';
import type { AnswerFrame, AnswerShape } from '../../serving/answer-shape.ts';
import { textOf, textsOf } from './fields.ts';
import { htmlPage } from './markup.ts';
import { openingOf } from './opening.ts';
import { addressOf, linksFrom } from './pages.ts';
import { stableUuid } from './stable-id.ts';

export type Version = 1 | 2;

const FORMATS = ['markdown', 'html', 'rawHtml', 'links', 'summary', 'images'] as const;
export type Format = (typeof FORMATS)[number];

export interface FirecrawlParameters {
  readonly version: Version;
  /** What is shown of each document. */
  readonly formats: readonly Format[];
  /** Of a search. */
  readonly sources?: readonly ('web' | 'news' | 'images')[];
  /** Of a scrape: the address as it came. */
  readonly url?: string;
  readonly isMap?: boolean;
}

/** Names, or objects that have one as their `type`. */
export function namesOf(value: unknown): string[] {
  return textsOf([value].flat().map((each) => textOf((each as { type?: unknown } | null | undefined)?.type) ?? each));
}

/** Formats that there are; of others nothing is shown. */
export function formatsOf(value: unknown, usual: readonly Format[]): readonly Format[] {
  if (value === undefined || value === null) return usual;
  const wanted = namesOf(value);
  return FORMATS.filter((format) => wanted.includes(format));
}

export const firecrawlShape: Omit<AnswerShape, 'name'> = {
  tellsLinks: (parameters) => (parameters as FirecrawlParameters).formats.includes('links'),

  writeSearch(answer, out) {
    const { index, request, found } = answer;
    const parameters = answer.parameters as FirecrawlParameters;
    const { version, formats, sources = ['web'], isMap = false } = parameters;
    const hits = found[0].hits();
    if (isMap) {
      writeJson(
        mapOf(
          version,
          hits.map((hit) => linkOf(index, hit)),
        ),
        out,
      );
      return;
    }
    const id = stableUuid(answer, [request, parameters]);
    // Of an experiment alone: what it has done to the hits.
    const { notes = [] } = found[0];
    const warning = notes.length > 0 && { warning: notes.join('; ') };
    const web = hits.map((hit) => resultOf(answer, hit, formats, version));
    if (version === 1) {
      writeJson({ success: true, data: web, ...warning, id }, out);
      return;
    }
    const data = {
      ...(sources.includes('web') && { web }),
      ...(sources.includes('news') && { news: hits.map((hit) => newsOf(answer, hit, formats)) }),
      ...(sources.includes('images') && { images: [] }),
    };
    writeJson({ success: true, data, ...warning, id, creditsUsed: 0 }, out);
  },

  writeFetch(answer, out) {
    const { documents } = answer;
    const [document] = documents;
    const { formats, url = '' } = answer.parameters as FirecrawlParameters;
    const data = document.error === undefined ? pageData(answer, document, formats, url) : missingData(url, formats);
    writeJson({ success: true, data }, out);
  },

  writeWalk(answer, out) {
    const { index, documents } = answer;
    const { version, formats, isMap = false } = answer.parameters as FirecrawlParameters;
    if (isMap) {
      writeJson(
        mapOf(
          version,
          documents.map((document) => linkOf(index, document)),
        ),
        out,
      );
      return;
    }
    const data = documents.map((document) => pageData(answer, document, formats));
    const count = data.length;
    const status = { status: 'completed', total: count, completed: count, creditsUsed: 0, expiresAt: NEVER };
    writeJson({ success: true, ...status, data }, out);
  },
};

/** Nothing is kept, and so nothing goes. */
const NEVER = '9999-12-31T23:59:59.000Z';

interface Link {
  readonly url: string;
  readonly title: string;
  readonly description?: string;
}

function linkOf(index: AnswerFrame['index'], found: Hit | FetchedDocument): Link {
  const { title = '' } = found;
  const description = 'snippet' in found ? found.snippet : undefined;
  return {
    url: addressOf(index, found),
    title,
    ...(description !== undefined && { description }),
  };
}

function mapOf(version: Version, links: readonly Link[]): unknown {
  return { success: true, links: version === 1 ? links.map(({ url }) => url) : links };
}

function resultOf(frame: AnswerFrame, hit: Hit, formats: readonly Format[], version: Version): unknown {
  const url = documentUrl(frame.index.name, hit);
  const { title, snippet = '', rank } = hit;
  return {
    url,
    title,
    description: snippet,
    ...(version === 2 && { position: rank }),
    ...(formats.length > 0 && pageData(frame, hit, formats)),
  };
}

function newsOf(frame: AnswerFrame, hit: Hit, formats: readonly Format[]): unknown {
  const url = documentUrl(frame.index.name, hit);
  const { title, snippet = '', date, rank } = hit;
  return {
    title,
    url,
    snippet,
    ...(date !== undefined && { date }),
    position: rank,
    ...(formats.length > 0 && pageData(frame, hit, formats)),
  };
}

interface Page extends Pick<FetchedDocument, 'title' | 'text' | 'language' | 'date'> {
  readonly id: string | null;
  readonly url: string | null;
}

/** @param sourceUrl the address as it was asked for; default: its own */
function pageData(frame: AnswerFrame, page: Page, formats: readonly Format[], sourceUrl?: string): object {
  const { title = '', text = '', language, date } = page;
  const url = addressOf(frame.index, page);
  return {
    ...contentsOf({ title, text }, linksFrom(frame, page.id), formats),
    metadata: {
      title,
      description: openingOf(text),
      ...(language !== undefined && { language }),
      ...(date !== undefined && { publishedTime: date }),
      sourceURL: sourceUrl ?? url,
      url,
      statusCode: 200,
      contentType: 'text/html; charset=utf-8',
    },
  };
}

/** What Firecrawl gives of a site that answers with 404. */
function missingData(url: string, formats: readonly Format[]): object {
  const metadata = { sourceURL: url, url, statusCode: 404, error: 'Not Found: the page is not in the collection' };
  return { ...contentsOf({ title: '', text: '' }, [], formats), metadata };
}

function contentsOf(
  page: { readonly title: string; readonly text: string },
  links: readonly NamedLink[],
  formats: readonly Format[],
): object {
  const { text } = page;
  const html = formats.includes('html') || formats.includes('rawHtml') ? htmlPage(page) : '';
  return {
    ...(formats.includes('markdown') && { markdown: text }),
    ...(formats.includes('html') && { html }),
    ...(formats.includes('rawHtml') && { rawHtml: html }),
    ...(formats.includes('links') && { links: links.map(({ url }) => url) }),
    ...(formats.includes('summary') && { summary: openingOf(text) }),
    ...(formats.includes('images') && { images: [] }),
  };
}
