/** The tools of Tavily's MCP server that a fixed collection can answer. */
import { Type } from '@sinclair/typebox';
import { nameWithId, toldDocument } from '../documents.ts';
import { describeFinding } from '../finding-note.ts';
import { MAX_ADDRESSES, readSeveral } from '../read-several.ts';
import { defineTool, type ToolSet } from '../tool.ts';

const search = defineTool({
  name: 'tavily_search',
  title: 'Search',
  description: 'Searches a fixed collection of documents and returns titles, addresses and extracts.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    max_results: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 10 })),
    include_domains: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    exclude_domains: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    start_date: Type.Optional(Type.String({ description: 'First day, YYYY-MM-DD.' })),
    end_date: Type.Optional(Type.String({ description: 'Last day, YYYY-MM-DD.' })),
    include_raw_content: Type.Optional(Type.Boolean({ default: false })),
  }),
  answer: async (given, asker) => {
    const { query, max_results: k = 10, include_raw_content: text = false } = given;
    const { include_domains: sites = [], exclude_domains: excludeSites = [] } = given;
    const { start_date: after = '', end_date: before = '' } = given;
    const { index } = asker;
    const filter = {
      ...(sites.length > 0 && { sites }),
      ...(excludeSites.length > 0 && { excludeSites }),
      ...(after !== '' && { after }),
      ...(before !== '' && { before }),
    };
    const isFiltered = Object.keys(filter).length > 0;
    const result = await asker.search({ query, k, text, ...(isFiltered && { filter }) });
    const blocks = result.hits.map((hit) => {
      const raw = text ? `\nRaw Content: ${hit.text ?? ''}` : '';
      return `Title: ${hit.title}\nURL: ${toldDocument(index, hit).url}\nContent: ${hit.snippet ?? ''}${raw}`;
    });
    const note = describeFinding(result, { isFiltered });
    return {
      index: nameWithId(index),
      text: ['Detailed Results:', ...(note === null ? [] : [note]), ...blocks].join('\n\n'),
    };
  },
});

const extract = defineTool({
  name: 'tavily_extract',
  title: 'Read pages',
  description: 'Reads documents of the collection by their addresses.',
  input: Type.Object({
    urls: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: MAX_ADDRESSES }),
  }),
  answer: async ({ urls }, asker) => {
    const blocks = (await readSeveral(asker, urls)).map(({ asked, document }) =>
      document === null
        ? `URL: ${asked}\nError: the collection has no document with this address`
        : `URL: ${asked}\nRaw Content: ${document.text}`,
    );
    return { index: nameWithId(asker.index), text: ['Detailed Results:', ...blocks].join('\n\n') };
  },
});

export const tavily: ToolSet = {
  name: 'tavily',
  instructions:
    'A fixed collection of documents stands for the web: tavily_search finds pages, tavily_extract reads them.',
  tools: [search, extract],
};
