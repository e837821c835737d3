import { fullFetch } from '../fetch-tool.ts';
import { grep } from '../grep-tool.ts';
import { links } from '../links-tool.ts';
import { fullSearch } from '../search-tool.ts';
import type { ToolSet } from '../tool.ts';

/** Everything that the collection can be asked. */
export const stillweb: ToolSet = {
  name: 'stillweb',
  instructions:
    'A fixed collection of documents, which stands for the web: nothing outside it can be reached, and nothing in it changes. search finds documents by what they are about, grep finds every line that holds a text, fetch reads a document, links follows its links. Cite documents by their url.',
  tools: [fullSearch, fullFetch, grep, links],
};
