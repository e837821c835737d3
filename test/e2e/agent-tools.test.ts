import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentTool, type AgentToolName, agentTools, StillwebClient } from '../../src/client/index.ts';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';

let servers: FixtureServers;
let client: StillwebClient;
beforeAll(async () => {
  servers = await serveFixtures();
  client = new StillwebClient({ baseUrl: servers.open.url });
});
afterAll(() => servers[Symbol.asyncDispose]());

function toolOf(name: AgentToolName, tools: readonly AgentTool[] = agentTools(client)): AgentTool {
  return tools.find((tool) => tool.name === name)!;
}
const call = (name: AgentToolName, input: unknown): Promise<object> => toolOf(name).execute(input);

describe('the lines that match a pattern', () => {
  it('come page after page, without repeats or gaps', async () => {
    const whole = await client.grep('lamp', { limit: 1000 });
    expect(whole.matches.length).toBeGreaterThan(3);
    expect(whole.next).toBeNull();
    const matches = [];
    for await (const match of client.matches('lamp', { limit: 1 })) matches.push(match);
    expect(matches).toEqual(whole.matches);
  });

  it('go on from a cursor of the same grep alone', async () => {
    const { next } = await client.grep('lamp', { limit: 1 });
    await expect(client.grep('tower', { cursor: next! })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
      status: 400,
    });
  });
});

describe('the tools of an agent', () => {
  it('are search, read, grep and links, and say what they take', () => {
    const tools = agentTools(client);
    expect(tools.map(({ name }) => name)).toEqual(['search', 'read', 'grep', 'links']);
    for (const { parameters, description } of tools) {
      expect(description).toMatch(/\.$/);
      expect(Object.keys(parameters.properties)).toEqual(expect.arrayContaining(parameters.required));
    }
  });

  it('search as the API does, within what the program has set', async () => {
    const { hits } = await client.search('lens of a lamp', { k: 3 });
    const found = (await call('search', { query: 'lens of a lamp', count: 3, site: '', offset: null })) as {
      readonly results: readonly object[];
    };
    expect(found.results).toEqual(hits.map(({ id, title, url, date, snippet }) => ({ id, title, url, date, snippet })));
    const restricted = agentTools(client, { search: { k: 1, filter: { sites: ['lights.example'] } } });
    const input = { query: 'lamp', after: '2025-01-01' };
    expect(await toolOf('search', restricted).execute(input)).toMatchObject({ results: [{ id: 'automation' }] });
    const second = await call('search', { query: 'lens of a lamp', count: 1, offset: 1 });
    expect(second).toMatchObject({ results: [{ id: hits[1].id }] });
  });

  it('read a long text piece by piece to its end', async () => {
    const { document } = await client.document('lens');
    const read = toolOf('read', agentTools(client, { readCharacters: 100 }));
    let text = '';
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const part = (await read.execute({ id: 'lens', offset })) as { readonly text: string; readonly next?: number };
      text += part.text;
      offset = part.next;
    }
    expect(text).toBe(document.text);
    const found = (await call('read', { id: 'lens', find: 'six orders' })) as { readonly text: string };
    expect(found.text).toContain('six orders');
  });

  it('grep the collection or one document, and follow links', async () => {
    expect(await call('grep', { pattern: 'KEEPER', ignoreCase: true, id: 'lamp' })).toMatchObject({
      matches: [{ id: 'lamp', line: expect.any(Number), text: expect.stringContaining('keeper') }],
    });
    expect(await call('links', { id: 'lamp' })).toMatchObject({
      outgoing: [
        { id: 'lens', title: 'The Fresnel lens' },
        { id: 'automation', title: 'The last keeper leaves' },
      ],
    });
  });

  it.each([
    ['search', { question: 'lamp' }, 'INVALID_REQUEST', 'search: it takes no question'],
    ['search', {}, 'INVALID_REQUEST', 'search: query is missing'],
    ['search', { query: 'lamp', count: '5' }, 'INVALID_REQUEST', 'search: count is of the type integer'],
    ['search', 'lamp', 'INVALID_REQUEST', 'search: its arguments are an object'],
    ['search', { query: 'lamp', after: 'yesterday' }, 'INVALID_REQUEST', ''],
    ['read', { id: 'gone' }, 'DOCUMENT_NOT_FOUND', ''],
    ['grep', { pattern: '(', regexp: true }, 'PATTERN_INVALID', ''],
  ] as const)('answer %s with %j by an error that a model can mend', async (name, input, code, message) => {
    const { error } = (await call(name, input)) as { readonly error: Record<string, string> };
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.fix).toMatch(/\S/);
  });

  it('throw what no other arguments would mend', async () => {
    const stranger = agentTools(new StillwebClient({ baseUrl: servers.guarded.url }));
    await expect(toolOf('search', stranger).execute({ query: 'lamp' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    const known = agentTools(new StillwebClient({ baseUrl: servers.guarded.url, token: KEY }));
    expect(await toolOf('search', known).execute({ query: 'lamp', count: 1 })).toMatchObject({ results: [{}] });
  });
});
