/** Lists of generated hits, and documents behind them, for what perturbs them: a source that is exact about pages. */
import type { Hit, PlacedDocument } from '../../src/contract/search.ts';
import { chooseRange, tellView } from '../../src/reading/read-view.ts';
import { type AnswerSource, foundHits } from '../../src/serving/answer-source.ts';

export interface SourceDocument {
  readonly id: string;
  readonly url?: string;
  readonly title: string;
  readonly text: string;
}

/** Every query finds all documents, in an order of its own. Its snippet is the text from its second word on, to its last but one. */
export function sourceOf(documents: readonly SourceDocument[]): AnswerSource {
  const byId = new Map(documents.map((document) => [document.id, document]));
  return {
    name: 'made',
    id: 'f'.repeat(64),
    search: async ({ queries, offset, k, filter, text, snippet }) =>
      queries.map((query) => {
        const turn = documents.length === 0 ? 0 : query.length % documents.length;
        const hits = [...documents.slice(turn), ...documents.slice(0, turn)]
          .filter(({ id }) => filter?.ids === undefined || filter.ids.includes(id))
          .map((document, i): Hit => ({ ...toHit(document, snippet !== false, text), rank: i + 1, score: 10_000 - i }));
        return foundHits({ coverage: 1, hits: hits.slice(offset, offset + k) });
      }),
    fetch: ({ ids = [], urls = [], ...request }) =>
      [
        ...ids.map((id) => ({ id, url: null, found: byId.get(id) })),
        ...urls.map((url) => ({ id: null, url, found: documents.find((each) => each.url === url) })),
      ].map(({ found, id, url }): PlacedDocument => {
        if (found === undefined) return { id, url, error: { code: 'DOCUMENT_NOT_FOUND', message: 'none' } };
        const { last, ...range } = chooseRange(found.text, request, { start: 0, end: found.text.length });
        return {
          number: documents.indexOf(found),
          id: found.id,
          url: found.url ?? null,
          title: found.title,
          text: found.text.slice(range.start, range.end),
          range: { ...range, total: found.text.length },
          ...(request.view !== undefined && tellView(found.text, request, { ...range, last })),
        };
      }),
    links: (id) => ({ id, outgoing: [], incoming: [] }),
  };
}

function toHit({ id, url, title, text }: SourceDocument, isShown: boolean, withText: boolean): Hit {
  const start = text.indexOf(' ') + 1;
  const end = Math.max(start, text.lastIndexOf(' '));
  const word = text.indexOf(' ', start);
  return {
    ...{ rank: 1, id, url: url ?? null, title, score: 1 },
    ...(isShown && {
      snippet: `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`,
      highlights: word > start && word <= end ? [[start > 0 ? 2 : 0, word - start + (start > 0 ? 2 : 0)] as const] : [],
      fragments: [{ start, end }],
      start,
      end,
    }),
    ...(withText && { text }),
  };
}

/** Documents whose texts name things, in lines, in several cases. */
export function madeDocuments(count: number): SourceDocument[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `d${i}`,
    url: `https://made.example/${i}${i % 3 === 0 ? '?page=1#top' : ''}`,
    title: i % 2 === 0 ? `Ada Lovelace ${i}` : `Engine of ${1800 + i}`,
    text: `In ${1800 + i} Ada Lovelace wrote to\nBABBAGE about the engine, and ada lovelace met Babbage ${i + 10} times. The end`,
  }));
}
