// Three ways of an agent into one collection: the native API, MCP, and a dialect. All offer the same:
//
//   search(query, count)   [{ id, title }], best first
//   read(id)               { title, text, url }
//   links(id)              [{ id, title }] that the document links to; null where the door knows no links
//   functions              what a language model may call: [{ name, description, parameters, run(arguments) }]
//   close()
import { agentTools, StillwebClient } from 'stillweb/client';

export const DOORS = { native: openNative, mcp: openMcp, dialect: openDialect };

/** Tells in a line what ended an agent that is run as a command: 2 for wrong usage, 1 for all else. */
export function tellFault({ message, fix, code }) {
  console.error(fix === undefined ? message : `${message}. To mend it: ${fix}`);
  process.exitCode = String(code).startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}

/** The native API, by the client of the package. */
export async function openNative(baseUrl) {
  const client = new StillwebClient({ baseUrl });
  return {
    search: async (query, count) => (await client.search(query, { k: count, snippet: false })).hits,
    read: async (id) => (await client.document(id)).document,
    links: async (id) => (await client.links(id)).outgoing,
    functions: agentTools(client).map(({ execute, ...tool }) => ({ ...tool, run: execute })),
    close: async () => {},
  };
}

/** The Model Context Protocol, by its official client: `npm install @modelcontextprotocol/client`. */
export async function openMcp(baseUrl) {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const client = new Client({ name: 'stillweb-example', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', baseUrl)));
  const call = async (name, given) => {
    const { content, isError, structuredContent } = await client.callTool({ name, arguments: given });
    return isError ? { error: content[0].text } : structuredContent;
  };
  const mustCall = async (name, given) => {
    const answer = await call(name, given);
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
    return answer;
  };
  const { tools } = await client.listTools();
  return {
    search: async (query, count) => (await mustCall('search', { query, k: count })).results,
    read: async (id) => await mustCall('fetch', { id, maxChars: 1_000_000 }),
    links: async (id) => (await mustCall('links', { id })).outgoing,
    functions: tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      parameters: inputSchema,
      run: (given) => call(name, given),
    })),
    close: () => client.close(),
  };
}

/**
 * A dialect, by plain requests: that of Search-R1, whose hits come with their whole texts. A search is then all that there is
 * to ask, and what it found is what can be read.
 */
export async function openDialect(baseUrl) {
  const texts = new Map();
  const search = async (query, count) => {
    const response = await fetch(`${baseUrl}/search-r1/retrieve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ queries: [query], topk: count, return_scores: true }),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    const { result } = await response.json();
    return result[0].map(({ document }) => {
      const [heading, ...lines] = document.contents.split('\n');
      const title = heading.replace(/^"|"$/g, '');
      texts.set(document.id, { title, text: lines.join('\n'), url: null });
      return { id: document.id, title };
    });
  };
  const read = async (id) => {
    const found = texts.get(id);
    if (found === undefined) throw new Error(`${id} has not been found by a search`);
    return found;
  };
  const text = (description) => ({ type: 'string', description });
  return {
    search,
    read,
    links: async () => null,
    functions: [
      {
        name: 'search',
        description: 'Find documents for a question or keywords. Gives ids to read.',
        parameters: { type: 'object', properties: { query: text('what is looked for') }, required: ['query'] },
        run: async ({ query }) => ({ results: await search(String(query), 5) }),
      },
      {
        name: 'read',
        description: 'Read a document that a search has found.',
        parameters: { type: 'object', properties: { id: text('id of the document') }, required: ['id'] },
        run: async ({ id }) => await read(String(id)).catch(({ message }) => ({ error: message })),
      },
    ],
    close: async () => {},
  };
}
