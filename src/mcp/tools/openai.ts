import { connectorFetch } from '../fetch-tool.ts';
import { connectorSearch } from '../search-tool.ts';
import type { ToolSet } from '../tool.ts';

/** The connector contract of ChatGPT and of deep research: two tools of one argument each. */
export const openai: ToolSet = {
  name: 'openai',
  instructions:
    'A fixed collection of documents. search finds documents, fetch reads one by its id. Cite documents by their url.',
  tools: [connectorSearch, connectorFetch],
};
