/** The tools of Firecrawl's MCP server that a fixed collection can answer: JSON as one text. */
import { Type } from '@sinclair/typebox';
import { nameWithId, readDocument, toldDocument } from '../documents.ts';
import { defineTool, type ToolSet } from '../tool.ts';

const search = defineTool({
  name: 'firecrawl_search',
  title: 'Search',
  description: 'Searches a fixed collection of documents and returns titles, addresses and extracts.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 5 })),
  }),
  answer: async ({ query, limit: k = 5 }, asker) => {
    const { index } = asker;
    const { hits } = await asker.search({ query, k });
    const web = hits.map((hit, i) => ({
      url: toldDocument(index, hit).url,
      title: hit.title,
      description: hit.snippet ?? '',
      position: i + 1,
    }));
    return { index: nameWithId(index), text: JSON.stringify({ web }, null, 2) };
  },
});

const scrape = defineTool({
  name: 'firecrawl_scrape',
  title: 'Read a page',
  description: 'Reads one document of the collection by its address.',
  input: Type.Object({ url: Type.String({ minLength: 1 }) }),
  answer: async ({ url: address }, asker) => {
    const document = await readDocument(asker, address);
    const { url } = toldDocument(document.index, document);
    const { title, text, language } = document;
    const metadata = { title, sourceURL: address, url, statusCode: 200, ...(language !== undefined && { language }) };
    return { index: nameWithId(document.index), text: JSON.stringify({ markdown: text, metadata }, null, 2) };
  },
});

export const firecrawl: ToolSet = {
  name: 'firecrawl',
  instructions:
    'A fixed collection of documents stands for the web: firecrawl_search finds pages, firecrawl_scrape reads one.',
  tools: [search, scrape],
};
