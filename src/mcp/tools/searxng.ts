/** The tools of the MCP server for SearXNG. */
import { Type } from '@sinclair/typebox';
import { nameWithId, readDocument, toldDocument } from '../documents.ts';
import { describeFinding } from '../finding-note.ts';
import { defineTool, type ToolSet } from '../tool.ts';

/** Results of a page, as SearXNG has them from one engine. */
const PAGE = 10;
const MAX_PAGES = 100;

const webSearch = defineTool({
  name: 'searxng_web_search',
  title: 'Search',
  description: 'Searches a fixed collection of documents and returns titles, addresses and extracts.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    pageno: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGES, default: 1 })),
    language: Type.Optional(Type.String({ description: 'Such as en; all for every language.' })),
  }),
  answer: async ({ query, pageno: page = 1, language = 'all' }, asker) => {
    const { index } = asker;
    const isFiltered = language !== 'all' && language !== '';
    const filter = isFiltered ? { filter: { languages: [language] } } : {};
    const result = await asker.search({ query, k: PAGE, offset: (page - 1) * PAGE, ...filter });
    // As the dialect scores: the integers of the native API mean nothing to a model that knows SearXNG.
    const blocks = result.hits.map(
      (hit) =>
        `Title: ${hit.title}\nDescription: ${hit.snippet ?? ''}\nURL: ${toldDocument(index, hit).url}\nRelevance Score: ${(1 / hit.rank).toFixed(3)}`,
    );
    const note = describeFinding(result, { isFiltered, page });
    return { index: nameWithId(index), text: [...(note === null ? [] : [note]), ...blocks].join('\n\n') };
  },
});

const readUrl = defineTool({
  name: 'web_url_read',
  title: 'Read a page',
  description: 'Reads one document of the collection by its address.',
  input: Type.Object({
    url: Type.String({ minLength: 1 }),
    startChar: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    maxLength: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  answer: async ({ url, startChar: offset = 0, maxLength: maxChars }, asker) => {
    const document = await readDocument(asker, url, { offset, ...(maxChars !== undefined && { maxChars }) });
    return { index: nameWithId(document.index), text: document.text };
  },
});

export const searxng: ToolSet = {
  name: 'searxng',
  instructions:
    'A fixed collection of documents stands for the web: searxng_web_search finds pages, web_url_read reads one.',
  tools: [webSearch, readUrl],
};
