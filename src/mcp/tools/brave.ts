/** The web search of Brave's MCP server: one item of text a hit, each a JSON object. */
import { Type } from '@sinclair/typebox';
import { nameWithId, toldDocument } from '../documents.ts';
import { describeFinding } from '../finding-note.ts';
import { defineTool, type ToolSet } from '../tool.ts';

const MAX_COUNT = 20;
/** Pages that may be passed over. */
const MAX_OFFSET = 9;

const webSearch = defineTool({
  name: 'brave_web_search',
  title: 'Search',
  description: 'Searches a fixed collection of documents and returns titles, addresses and extracts.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_COUNT, default: 10 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_OFFSET, default: 0, description: 'Pages to skip.' })),
  }),
  answer: async ({ query, count = 10, offset = 0 }, asker) => {
    const { index } = asker;
    const result = await asker.search({ query, k: count, offset: offset * count });
    const items = result.hits.map((hit) => {
      const { url } = toldDocument(index, hit);
      const age = hit.date === undefined ? {} : { page_age: hit.date };
      return JSON.stringify({ title: hit.title, url, description: hit.snippet ?? '', ...age });
    });
    const note = describeFinding(result, { page: offset + 1 });
    return { index: nameWithId(index), text: items.length > 0 ? items : [note ?? 'No web results found'] };
  },
});

const llmContext = defineTool({
  name: 'brave_llm_context',
  title: 'Search for texts',
  description:
    'Searches a fixed collection of documents and returns the passages that answer best, with their addresses.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_COUNT, default: 10 })),
  }),
  answer: async ({ query, count = 10 }, asker) => {
    const { index } = asker;
    const { hits } = await asker.search({ query, k: count, unit: 'passage', snippet: false, text: true });
    const items = hits.map((hit) =>
      JSON.stringify({ title: hit.title, url: toldDocument(index, hit).url, snippets: [hit.text ?? ''] }),
    );
    return { index: nameWithId(index), text: items.length > 0 ? items : ['No web results found'] };
  },
});

export const brave: ToolSet = {
  name: 'brave',
  instructions:
    'A fixed collection of documents stands for the web: brave_web_search finds pages, brave_llm_context finds passages.',
  tools: [webSearch, llmContext],
};
