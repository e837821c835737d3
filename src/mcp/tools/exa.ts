/** The tools that Exa's MCP server offers where nothing else is asked for. */
import { Type } from '@sinclair/typebox';
import { nameWithId, toldDocument } from '../documents.ts';
import { describeFinding } from '../finding-note.ts';
import { MAX_ADDRESSES, readSeveral } from '../read-several.ts';
import { defineTool, type ToolSet } from '../tool.ts';

/** What is read of a page where nothing is said. */
const PAGE_CHARACTERS = 3_000;
const MAX_PAGE_CHARACTERS = 100_000;

const webSearch = defineTool({
  name: 'web_search_exa',
  title: 'Search',
  description: 'Searches a fixed collection of documents and returns titles, addresses and extracts.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    numResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 8 })),
  }),
  answer: async ({ query, numResults: k = 8 }, asker) => {
    const { index } = asker;
    const result = await asker.search({ query, k });
    const blocks = result.hits.map((hit) => {
      const date = hit.date === undefined ? '' : `Published Date: ${hit.date}\n`;
      return `Title: ${hit.title}\nURL: ${toldDocument(index, hit).url}\n${date}Text: ${hit.snippet ?? ''}`;
    });
    const note = describeFinding(result);
    return { index: nameWithId(index), text: [...(note === null ? [] : [note]), ...blocks].join('\n\n') };
  },
});

const webFetch = defineTool({
  name: 'web_fetch_exa',
  title: 'Read pages',
  description: 'Reads documents of the collection by their addresses.',
  input: Type.Object({
    urls: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: MAX_ADDRESSES }),
    maxCharacters: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE_CHARACTERS, default: PAGE_CHARACTERS })),
  }),
  answer: async ({ urls, maxCharacters: maxChars = PAGE_CHARACTERS }, asker) => {
    const blocks = (await readSeveral(asker, urls, { maxChars })).map(({ asked, document }) =>
      document === null
        ? `URL: ${asked}\nError: the collection has no document with this address`
        : `# ${document.title}\nURL: ${asked}\n\n${document.text}`,
    );
    return { index: nameWithId(asker.index), text: blocks.join('\n\n') };
  },
});

export const exa: ToolSet = {
  name: 'exa',
  instructions:
    'A fixed collection of documents stands for the web: web_search_exa finds pages, web_fetch_exa reads them.',
  tools: [webSearch, webFetch],
};
