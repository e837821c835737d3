/** What the tools of other servers answer here, called by an official client. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOL_SET_NAMES } from '../../src/mcp/tool-set-names.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { readSource } from '../support/import-graph.ts';
import { connectHttp, type McpClient } from '../support/mcp-clients.ts';
import { MemoryBackend, TIDE_POOL } from '../support/memory-backend.ts';

const POND = [{ id: 'newt', url: null, title: 'Newt', text: 'A newt lives in the pond.' }];
const LONG = {
  id: 'long',
  url: 'https://shore.example/long',
  title: 'Long 【tide】',
  text: Array.from({ length: 260 }, (_, i) => `Line ${i} of a text${i === 150 ? ' on SEAWEED' : ''}.`).join('\n'),
  links: ['https://shore.example/limpet'],
};

let running: RunningServer;
const clients = new Map<string, McpClient>();
beforeAll(async () => {
  const indexes = [
    { name: 'shore', documents: [...TIDE_POOL, LONG] },
    { name: 'pond', documents: POND },
  ];
  running = await startServer({}, new MemoryBackend({ indexes }));
  for (const set of TOOL_SET_NAMES) clients.set(set, await connectHttp('sdk 1', `${running.url}/mcp?tools=${set}`));
});
afterAll(async () => {
  for (const client of clients.values()) await client[Symbol.asyncDispose]();
  await running?.[Symbol.asyncDispose]();
});

const of = (set: string) => clients.get(set) as McpClient;
const textOf = async (set: string, tool: string, given: Record<string, unknown>) => {
  const { content, isError } = await of(set).call(tool, given);
  return isError === true ? `! ${content[0].text}` : content.map(({ text }) => text).join('\n---\n');
};

describe.each(TOOL_SET_NAMES)('the set %s', (set) => {
  it('says of every tool what it takes and that it only reads, and names the index in each answer', async () => {
    const tools = await of(set).listTools();
    expect(tools.length).toBeGreaterThan(1);
    for (const tool of tools) {
      expect(tool).toMatchObject({ inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } });
      expect(tool.description).toMatch(/\.$/);
    }
    const search = tools.find(({ name }) => /search/.test(name));
    const answer = await of(set).call(search?.name as string, { query: 'tide' });
    expect(answer).toMatchObject({ _meta: { 'stillweb/index': expect.stringMatching(/^shore@[0-9a-f]{64}$/) } });
    expect(answer.content.map(({ text }) => text).join('\n')).toMatch(/limpet/i);
  });
});

it('are all described for their users', () => {
  const page = readSource('docs/mcp.md');
  for (const set of TOOL_SET_NAMES) expect(page).toMatch(new RegExp(`^(\\| \`${set}\` \\||The set \`${set}\`)`, 'm'));
});

describe('gpt-oss', () => {
  it('shows what it found as numbered lines, with links that are numbers of documents', async () => {
    expect(await textOf('gpt-oss', 'search', { query: 'crab shell', topn: 2 })).toBe(
      `[0] crab shell
**viewing lines [0 - 8] of 8**

L0: # Search results
L1: 
L2: 【2†Hermit crab†shore.example】
L3: A hermit crab carries an empty shell and changes it for a larger shell as it
L4: grows.
L5: 
L6: 【1†Limpet†shore.example】
L7: A limpet holds to one rock and returns to the same place after each tide. Its
L8: shell fits the rock.`,
    );
  });

  it('opens a document by the number of a link, with the links that lead on', async () => {
    expect(await textOf('gpt-oss', 'open', { id: 2 })).toBe(
      `[2] Hermit crab (https://shore.example/crab/hermit)
**viewing lines [0 - 4] of 4**

L0: A hermit crab carries an empty shell and changes it for a larger shell as it
L1: grows.
L2: 
L3: Links:
L4: * 【1†Limpet†shore.example】`,
    );
  });

  it('opens the same by cursor, as text, by id and by address: no call depends on another', async () => {
    const page = await textOf('gpt-oss', 'open', { id: 2 });
    for (const given of [
      { cursor: 2 },
      { id: -1, cursor: 2 },
      { id: '2' },
      { id: 'crab/hermit' },
      { id: 'https://shore.example/crab/hermit' },
    ]) {
      expect(await textOf('gpt-oss', 'open', given)).toBe(page);
    }
  });

  it('scrolls: from a line on, so many lines', async () => {
    expect(await textOf('gpt-oss', 'open', { cursor: 6, loc: 149, num_lines: 2 })).toBe(
      `[6] Long 【tide】 (https://shore.example/long)
**viewing lines [149 - 150] of 262**

L149: Line 149 of a text.
L150: Line 150 of a text on SEAWEED.`,
    );
    expect(await textOf('gpt-oss', 'open', { id: 6 })).toContain('**viewing lines [0 - 99] of 262**');
    expect(await textOf('gpt-oss', 'open', { id: 6, loc: 263 })).toMatch(/^! INVALID_REQUEST: there is no line 263/);
  });

  it('finds in a document, with lines to cite', async () => {
    expect(await textOf('gpt-oss', 'find', { pattern: 'seaweed', cursor: 6 })).toBe(
      `[6] Find results for text: \`seaweed\` in \`Long 【tide】\`

# 【6†match at L150】
L150: Line 150 of a text on SEAWEED.
L151: Line 151 of a text.
L152: Line 152 of a text.
L153: Line 153 of a text.`,
    );
    expect(await textOf('gpt-oss', 'find', { pattern: 'none', cursor: 6 })).toContain('No `find` results');
  });

  it('says what names a document where none is named, or no such one is there', async () => {
    expect(await textOf('gpt-oss', 'open', {})).toMatch(/^! INVALID_REQUEST: no document is named: give the number/);
    expect(await textOf('gpt-oss', 'find', { pattern: 'x', cursor: 0 })).toMatch(/^! INVALID_REQUEST: no document is/);
    expect(await textOf('gpt-oss', 'open', { id: 7 })).toMatch(
      /^! DOCUMENT_NOT_FOUND: there is no document 7; the numb/,
    );
    expect(await textOf('gpt-oss', 'open', { id: 'https://gone.example/' })).toMatch(/^! DOCUMENT_NOT_FOUND/);
  });
});

describe('browsecomp-plus', () => {
  it('gives docid, score and the beginning of the text, and reads a document', async () => {
    const found = await of('browsecomp-plus').call('search', { query: 'crab shell' });
    expect(found.structuredContent.result[0]).toEqual({ docid: 'crab/hermit', score: 4, snippet: TIDE_POOL[1].text });
    expect(JSON.parse(found.content[0].text)).toEqual(found.structuredContent.result);
    const read = await of('browsecomp-plus').call('get_document', { docid: 'crab/hermit' });
    expect(read.structuredContent).toEqual({ docid: 'crab/hermit', text: TIDE_POOL[1].text });
  });
});

describe('pyserini', () => {
  it('lists indexes, describes one, and searches and reads the one that is named', async () => {
    const listed = await of('pyserini').call('list_indexes', { index_type: 'tf' });
    expect(listed.structuredContent).toEqual({ result: ['shore', 'pond'] });
    const described = await of('pyserini').call('get_index', { index_name: 'pond' });
    expect(described.structuredContent).toMatchObject({ name: 'pond', documents: 1, modes: ['bm25'] });
    const query = { query_txt: 'newt pond', qid: '1' };
    const found = await of('pyserini').call('search', { query, index: 'pond', hits: 1 });
    expect(found.structuredContent.result).toEqual([{ docid: 'newt', score: 3, doc: `Newt\n${POND[0].text}` }]);
    const read = await of('pyserini').call('get_document', { docid: 'newt', index: 'pond' });
    expect(read.structuredContent).toMatchObject({ docid: 'newt', doc: POND[0].text, title: 'Newt' });
    expect(await textOf('pyserini', 'search', { query: 'x', index: 'sea' })).toMatch(/^! INDEX_NOT_FOUND/);
  });
});

const CRAB = { url: 'https://shore.example/crab/hermit', title: 'Hermit crab' };
const GONE = 'https://gone.example/';

describe('the tools of vendors', () => {
  it('of Tavily give blocks of title, address and content, and read several pages', async () => {
    const given = { query: 'crab shell', max_results: 1, search_depth: 'advanced', include_domains: ['shore.example'] };
    expect(await textOf('tavily', 'tavily_search', given)).toBe(
      `Detailed Results:\n\nTitle: ${CRAB.title}\nURL: ${CRAB.url}\nContent: ${TIDE_POOL[1].text}`,
    );
    expect(await textOf('tavily', 'tavily_extract', { urls: [CRAB.url, GONE] })).toBe(
      `Detailed Results:\n\nURL: ${CRAB.url}\nRaw Content: ${TIDE_POOL[1].text}\n\nURL: ${GONE}\nError: the collection has no document with this address`,
    );
  });

  it('of Brave give an item of JSON for each hit', async () => {
    const items = (await textOf('brave', 'brave_web_search', { query: 'crab shell', count: 2 })).split('\n---\n');
    expect(items.map((item) => JSON.parse(item))).toEqual([
      { ...CRAB, description: TIDE_POOL[1].text, page_age: '2021-09-30' },
      expect.objectContaining({ title: 'Limpet' }),
    ]);
    expect(await textOf('brave', 'brave_web_search', { query: 'zeppelin' })).toMatch(/^Nothing found/);
    const context = await textOf('brave', 'brave_llm_context', { query: 'crab shell', count: 1 });
    expect(JSON.parse(context)).toEqual({ ...CRAB, snippets: [TIDE_POOL[1].text] });
  });

  it('of Exa give blocks, and read pages up to a length', async () => {
    expect(await textOf('exa', 'web_search_exa', { query: 'crab shell', numResults: 1 })).toBe(
      `Title: ${CRAB.title}\nURL: ${CRAB.url}\nPublished Date: 2021-09-30\nText: ${TIDE_POOL[1].text}`,
    );
    expect(await textOf('exa', 'web_fetch_exa', { urls: [CRAB.url], maxCharacters: 13 })).toBe(
      `# ${CRAB.title}\nURL: ${CRAB.url}\n\nA hermit crab`,
    );
  });

  it('of Firecrawl give JSON', async () => {
    const found = await textOf('firecrawl', 'firecrawl_search', { query: 'crab shell', limit: 1, sources: ['web'] });
    expect(JSON.parse(found)).toEqual({ web: [{ ...CRAB, description: TIDE_POOL[1].text, position: 1 }] });
    const read = await textOf('firecrawl', 'firecrawl_scrape', { url: CRAB.url, formats: ['markdown'] });
    expect(JSON.parse(read)).toMatchObject({ markdown: TIDE_POOL[1].text, metadata: { title: CRAB.title } });
    expect(await textOf('firecrawl', 'firecrawl_scrape', { url: GONE })).toMatch(/^! DOCUMENT_NOT_FOUND/);
  });

  it('of SearXNG give blocks, page by page, and read a page from a place on', async () => {
    expect(await textOf('searxng', 'searxng_web_search', { query: 'hermit', time_range: 'year' })).toBe(
      `Title: ${CRAB.title}\nDescription: ${TIDE_POOL[1].text}\nURL: ${CRAB.url}\nRelevance Score: 1.000`,
    );
    expect(await textOf('searxng', 'searxng_web_search', { query: 'hermit', pageno: 2 })).toMatch(/no results on this/);
    expect(await textOf('searxng', 'web_url_read', { url: CRAB.url, startChar: 2, maxLength: 6 })).toBe('hermit');
  });
});
