/** The Model Context Protocol, spoken by its official clients. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { CLIENTS, connectHttp, connectStdio } from '../support/mcp-clients.ts';
import { MemoryBackend, TIDE_POOL } from '../support/memory-backend.ts';
import { ARTICLES, isBuilt, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SHORE = new MemoryBackend().indexes[0];
const PINNED = `shore@${SHORE.id}`;
const ACCEPT = { accept: 'application/json, text/event-stream' };

let running: RunningServer;
beforeAll(async () => {
  running = await startServer();
});
afterAll(() => running[Symbol.asyncDispose]());

describe.each(CLIENTS)('over HTTP, the client %s', (name) => {
  it('lists the tools in one order, with schemas and what they may do', async () => {
    await using client = await connectHttp(name, `${running.url}/mcp`);
    const tools = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(['search', 'fetch', 'grep', 'links']);
    for (const tool of tools) {
      expect(tool).toMatchObject({
        inputSchema: { type: 'object', additionalProperties: false },
        outputSchema: { type: 'object' },
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      });
    }
  });

  it('searches, and reads what it found by the id', async () => {
    await using client = await connectHttp(name, `${running.url}/mcp`);
    const found = await client.call('search', { query: 'tide rock', k: 2 });
    expect(found.structuredContent.results).toEqual([
      expect.objectContaining({ id: 'limpet', title: 'Limpet', url: 'https://shore.example/limpet' }),
      expect.objectContaining({ id: 'barnacle', title: 'Barnacle', url: 'https://rock.shore.example/barnacle' }),
    ]);
    expect(found.structuredContent).toMatchObject({ index: PINNED, next: 2 });
    const read = await client.call('fetch', { id: found.structuredContent.results[0].id });
    expect(read.structuredContent).toEqual({
      id: 'limpet',
      title: 'Limpet',
      text: TIDE_POOL[0].text,
      url: 'https://shore.example/limpet',
      metadata: { date: '2019-04-01' },
      index: PINNED,
      range: { start: 0, end: TIDE_POOL[0].text.length, total: TIDE_POOL[0].text.length },
      next: null,
    });
    for (const { content, structuredContent, _meta } of [found, read]) {
      expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
      expect(_meta).toMatchObject({ 'stillweb/index': PINNED });
    }
  });

  it('is told what is wrong as a result, with the code, the facts and how to mend it', async () => {
    await using client = await connectHttp(name, `${running.url}/mcp`);
    const slip = await client.call('search', { query: 'tide', pge: 3 });
    expect(slip).toMatchObject({
      isError: true,
      _meta: { 'stillweb/error': { code: 'INVALID_REQUEST', facts: { unknown: ['pge'], didYouMean: ['page'] } } },
    });
    expect(slip.content[0].text).toBe(
      'INVALID_REQUEST: unknown field pge (did you mean page?) (unknown: pge). To mend it: correct the fields named in facts.',
    );
    const missing = await client.call('fetch', { id: 'gone' });
    expect(missing).toMatchObject({ isError: true, _meta: { 'stillweb/error': { code: 'DOCUMENT_NOT_FOUND' } } });
  });

  it('is told which tools there are when it calls another', async () => {
    await using client = await connectHttp(name, `${running.url}/mcp`);
    await expect(client.call('serach')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('there is no tool serach; there are search, fetch, grep, links'),
    });
  });

  it('reads documents as resources, by a template that names index and id', async () => {
    await using client = await connectHttp(name, `${running.url}/mcp`);
    const { resourceTemplates } = await client.client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([
      { name: 'shore', uriTemplate: `stillweb://${PINNED}/{id}{?offset}`, mimeType: 'text/plain' },
    ]);
    const uri = `stillweb://${PINNED}/crab%2Fhermit`;
    const { contents } = await client.client.readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: 'text/plain', text: TIDE_POOL[1].text }]);
    const rest = await client.client.readResource({ uri: `${uri}?offset=10` });
    expect(rest.contents).toMatchObject([{ text: TIDE_POOL[1].text.slice(10) }]);
    for (const wrong of [`stillweb://${PINNED}/gone`, 'stillweb://shore@0/limpet', 'https://shore.example/limpet']) {
      await expect(client.client.readResource({ uri: wrong })).rejects.toMatchObject({ code: -32602 });
    }
  });
});

describe('the tools over HTTP', () => {
  it('give what their schemas say', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const ajv = new Ajv2020({ strict: true });
    const given: Record<string, object> = {
      search: { query: 'tide' },
      fetch: { id: 'limpet' },
      links: { id: 'limpet' },
    };
    // This backend has no texts to look through; over standard input a real one has.
    for (const { name, outputSchema } of (await client.listTools()).filter(({ name }) => name in given)) {
      const { structuredContent } = await client.call(name, { ...given[name] });
      const validate = ajv.compile(outputSchema as object);
      expect([name, validate(structuredContent), validate.errors]).toEqual([name, true, null]);
    }
  });

  it('search page by page, and say when there is no more', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const idsOf = async (given: object) => {
      const { structuredContent } = await client.call('search', { query: 'tide rock', ...given });
      const { results, next, note } = structuredContent;
      return { ids: results.map(({ id }: { id: string }) => id), next, note };
    };
    const first = await idsOf({ k: 2 });
    const second = await idsOf({ k: 2, page: first.next });
    expect([...first.ids, ...second.ids]).toEqual(['limpet', 'barnacle', 'a/links']);
    expect(second.next).toBeNull();
    expect(await idsOf({ k: 2, page: 9 })).toMatchObject({
      ids: [],
      next: null,
      note: expect.stringMatching(/no results on this page/),
    });
  });

  it('say that nothing was found, and that filters may be the reason', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const none = await client.call('search', { query: 'zeppelin' });
    expect(none.structuredContent).toMatchObject({ results: [], note: expect.stringMatching(/^Nothing found/) });
    const filtered = await client.call('search', { query: 'tide', site: 'elsewhere.example' });
    expect(filtered.structuredContent).toMatchObject({ results: [], note: expect.stringMatching(/Filters were set/) });
  });

  it('take null for an argument that is left out', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const plain = await client.call('search', { query: 'tide' });
    expect(await client.call('search', { query: 'tide', site: null, page: null })).toEqual(plain);
  });

  it('read a document by its address, by the one that only the sandbox knows, and by its URI', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const [kelp] = (await client.call('search', { query: 'kelp' })).structuredContent.results;
    expect(kelp).toMatchObject({ id: 'a/links', url: 'https://corpus.sandbox/shore/a/links' });
    for (const id of ['a/links', kelp.url, `stillweb://${PINNED}/a%2Flinks`]) {
      expect((await client.call('fetch', { id })).structuredContent).toMatchObject({ id: 'a/links', title: 'Kelp' });
    }
    const byUrl = await client.call('fetch', { id: 'https://shore.example/crab/hermit' });
    expect(byUrl.structuredContent.id).toBe('crab/hermit');
  });

  it('read a document piece by piece', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const pieces: string[] = [];
    for (let offset: number | null = 0; offset !== null; ) {
      const { structuredContent } = await client.call('fetch', { id: 'limpet', offset, maxChars: 40 });
      pieces.push(structuredContent.text);
      offset = structuredContent.next;
    }
    expect(pieces).toHaveLength(3);
    expect(pieces.join('')).toBe(TIDE_POOL[0].text);
  });

  it('begin where a text stands, and say when it does not', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const found = await client.call('fetch', { id: 'limpet', find: 'Its shell' });
    expect(found.structuredContent.text).toContain('Its shell fits the rock.');
    expect(found.structuredContent.note).toBeUndefined();
    const missing = await client.call('fetch', { id: 'limpet', find: 'ITS SHELL' });
    expect(missing.structuredContent).toMatchObject({
      text: '',
      next: null,
      note: expect.stringMatching(/letters must agree in case/),
    });
  });

  it('follow links page by page', async () => {
    await using client = await connectHttp('sdk 1', `${running.url}/mcp`);
    const { structuredContent } = await client.call('links', { id: 'barnacle', limit: 1 });
    expect(structuredContent).toEqual({
      id: 'barnacle',
      outgoing: [{ id: 'limpet', title: 'Limpet', url: 'https://shore.example/limpet' }],
      outgoingTotal: 2,
      incoming: [],
      incomingTotal: 0,
      index: PINNED,
      next: 1,
    });
    const second = await client.call('links', { id: 'barnacle', limit: 1, offset: 1 });
    expect(second.structuredContent).toMatchObject({ outgoing: [{ id: 'crab/hermit' }], next: null });
  });
});

describe('documents with characters that no text may hold', () => {
  const id = 'bell\u0007 and \u202eturn';
  const documents = [
    { id, url: null, title: 'A\u0000 title\u009b', text: '# One\r\nA tide\u202e comes.\n# Two\nIt\u0007 goes.' },
  ];

  it('are told without them, and are found again by what is told', async () => {
    await using odd = await startServer({}, new MemoryBackend({ indexes: [{ name: 'odd', documents }] }));
    await using client = await connectHttp('sdk 1', `${odd.url}/mcp`);
    const found = await client.call('search', { query: 'tide' });
    const [hit] = found.structuredContent.results;
    expect(hit.title).toBe('A\ufffd title\ufffd');
    expect(hit.id).toMatch(/^stillweb:\/\/odd@[0-9a-f]+\/bell%07%20and%20%E2%80%AEturn$/);
    const read = await client.call('fetch', { id: hit.id });
    expect(read.structuredContent.text).toBe('# One \nA tide\ufffd comes.\n# Two\nIt\ufffd goes.');
    const url = await client.call('fetch', { id: hit.url, section: 'two' });
    expect(url.structuredContent).toMatchObject({ text: '# Two\nIt\ufffd goes.', next: null });
    for (const { content } of [found, read, url]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
      expect(content[0].text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  it('are read by section, page by page to its end', async () => {
    await using odd = await startServer({}, new MemoryBackend({ indexes: [{ name: 'odd', documents }] }));
    await using client = await connectHttp('sdk 1', `${odd.url}/mcp`);
    const fields = {
      id: `stillweb://odd@${new MemoryBackend({ indexes: [{ documents }] }).indexes[0].id}/${encodeURIComponent(id)}`,
      section: 'One',
    };
    const first = await client.call('fetch', { ...fields, maxChars: 12 });
    expect(first.structuredContent).toMatchObject({ text: '# One \nA tid', next: 12 });
    const second = await client.call('fetch', { ...fields, offset: 12 });
    expect(second.structuredContent).toMatchObject({ text: 'e\ufffd comes.\n', next: null });
    const inside = await client.call('fetch', { ...fields, find: 'goes' });
    expect(inside.structuredContent).toMatchObject({ text: '', note: expect.stringMatching(/does not stand there/) });
    const wrong = await client.call('fetch', { ...fields, section: 'Three' });
    expect(wrong._meta['stillweb/error']).toMatchObject({
      code: 'SECTION_NOT_FOUND',
      message: expect.stringContaining('One · Two'),
    });
  });
});

describe('the address of the MCP server', () => {
  const call = {
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: 'search', arguments: { query: 'tide' } },
  };

  it('answers equal messages with equal bytes', async () => {
    const ask = async () => await (await running.post('/mcp', call, ACCEPT)).text();
    const first = await ask();
    expect(JSON.parse(first)).toMatchObject({ jsonrpc: '2.0', id: 7, result: { content: [{ type: 'text' }] } });
    expect(await Promise.all(Array.from({ length: 8 }, ask))).toEqual(Array(8).fill(first));
  });

  it('answers with one JSON body in both eras', async () => {
    const legacy = await running.post('/mcp', call, ACCEPT);
    expect([legacy.status, legacy.headers.get('content-type')]).toEqual([200, 'application/json']);
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const modern = await running.post(
      '/mcp',
      { ...call, params: { ...call.params, _meta: meta } },
      { ...ACCEPT, 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'search' },
    );
    expect([modern.status, modern.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await modern.json()).toMatchObject({ id: 7, result: { resultType: 'complete' } });
  });

  it('says for how long what it tells may be kept', async () => {
    await using client = await connectHttp('sdk 2 auto', `${running.url}/mcp`);
    const read = await client.client.readResource({ uri: `stillweb://${PINNED}/limpet` });
    expect(read).toMatchObject({ ttlMs: 1_814_400_000, cacheScope: 'public' });
    expect(await client.client.listTools()).toMatchObject({ ttlMs: 3_600_000, cacheScope: 'public' });
  });

  it('offers another set of tools where its query or the operator names one', async () => {
    await using byQuery = await connectHttp('sdk 1', `${running.url}/mcp?tools=openai`);
    const tools = await byQuery.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search', 'fetch']);
    expect(tools[0]).toMatchObject({ inputSchema: { properties: { query: { type: 'string' } }, required: ['query'] } });
    await using other = await startServer({ mcpTools: 'openai' });
    await using byDefault = await connectHttp('sdk 1', `${other.url}/mcp`);
    expect(await byDefault.listTools()).toEqual(tools);
  });

  it('refuses a set that there is none of, and names the one that was meant', async () => {
    const answer = await running.post('/mcp?tools=opnai', call, ACCEPT);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        jsonrpc: '2.0',
        id: null,
        error: {
          code: -32000,
          message: expect.stringContaining('did you mean openai?'),
          data: expect.objectContaining({ code: 'INVALID_REQUEST', requestId: expect.any(String) }),
        },
      },
    ]);
    await expect(startServer({ mcpTools: 'opnai' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });

  it('asks the index that its query names', async () => {
    const indexes = [
      { name: 'shore' },
      { name: 'pond', documents: [{ id: 'newt', url: null, title: 'Newt', text: 'A newt.' }] },
    ];
    await using two = await startServer({}, new MemoryBackend({ indexes }));
    await using client = await connectHttp('sdk 1', `${two.url}/mcp?index=pond`);
    expect((await client.call('search', { query: 'newt' })).structuredContent.results).toMatchObject([
      { id: 'newt', url: 'https://corpus.sandbox/pond/newt' },
    ]);
    await using byPath = await connectHttp('sdk 2 auto', `${two.url}/i/pond/mcp`);
    expect((await byPath.call('fetch', { id: 'newt' })).structuredContent).toMatchObject({ title: 'Newt' });
    const other = await client.call('fetch', { id: `stillweb://${PINNED}/limpet` });
    expect(other.structuredContent).toMatchObject({ id: 'limpet', index: PINNED });
    expect((await two.post('/mcp?index=sea', call, ACCEPT)).status).toBe(404);
  });

  it.each([
    ['another Origin', { origin: 'https://evil.example' }, 403, 'ORIGIN_FORBIDDEN'],
    ['no token', {}, 401, 'UNAUTHORIZED'],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401, 'UNAUTHORIZED'],
  ])('lets nobody through with %s', async (_, headers, status, code) => {
    await using guarded = await startServer({ token: 'secret' });
    const answer = await guarded.post('/mcp', call, { ...ACCEPT, ...headers });
    expect([answer.status, (await answer.json()).error.data.code]).toEqual([status, code]);
    await using client = await connectHttp('sdk 2 auto', `${guarded.url}/mcp`, { authorization: 'Bearer secret' });
    expect(await client.listTools()).toHaveLength(4);
  });

  it('may be called by pages of an origin that the operator named, with the headers of MCP', async () => {
    const origin = 'https://lab.example';
    await using open = await startServer({ allowedOrigins: [origin] });
    const preflight = await fetch(`${open.url}/mcp`, { method: 'OPTIONS', headers: { origin } });
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(
      /\bmcp-protocol-version, mcp-method, mcp-name\b/,
    );
    expect((await open.post('/mcp', call, { ...ACCEPT, origin })).status).toBe(200);
  });

  it('has no stream to listen to and no session to end', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${running.url}/mcp`, { method, headers: ACCEPT });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it('refuses with Retry-After while no index is open, and when the queue is full', async () => {
    await using closed = await startServer({}, null);
    const early = await closed.post('/mcp', call, ACCEPT);
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await early.json()).error.data.code).toBe('NOT_READY');
    const backend = new MemoryBackend({ workers: 1, serviceMs: 60_000, isHeld: true });
    await using full = await startServer({}, backend);
    const first = full.post('/mcp', call, ACCEPT);
    while (backend.tasks === 0) await new Promise(setImmediate);
    const second = await full.post('/mcp', call, ACCEPT);
    expect([second.status, (await second.json()).error.data.code]).toEqual([503, 'OVERLOADED']);
    backend.release();
    expect((await first).status).toBe(200);
    expect(full.server.service.search.admission).toMatchObject({ queries: 0, bytes: 0 });
  });

  it('answers a list of messages with a list, from one snapshot', async () => {
    const second = { ...call, id: 8, params: { name: 'fetch', arguments: { id: 'limpet' } } };
    const answer = await (await running.post('/mcp', [call, second], ACCEPT)).json();
    expect(answer.map(({ id }: { id: number }) => id)).toEqual([7, 8]);
  });

  it('tells a fault of its own to the operator, and to the caller only that there was one', async () => {
    const bugs: unknown[] = [];
    const backend = new MemoryBackend();
    backend.answer = () => Promise.reject(new TypeError('secret'));
    await using broken = await startServer({ onBug: (bug) => bugs.push(bug) }, backend);
    await using client = await connectHttp('sdk 1', `${broken.url}/mcp`);
    const answer = await client.call('search', { query: 'tide' });
    expect(answer).toMatchObject({ isError: true, _meta: { 'stillweb/error': { code: 'INTERNAL' } } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(bugs).toEqual([new TypeError('secret')]);
  });

  it('is logged with the index and the hits', async () => {
    const lines: string[] = [];
    const { Writable } = await import('node:stream');
    const log = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const logged = await startServer({ log });
    await (await logged.post('/mcp', call, ACCEPT)).text();
    await logged[Symbol.asyncDispose]();
    expect(JSON.parse(lines[0])).toMatchObject({ route: '/mcp', status: 200, index: SHORE.id, hits: 3 });
  });
});

describe.runIf(isBuilt)('over standard input and output', () => {
  let directory: string;
  beforeAll(() => {
    directory = `${temporaryFolder()}/handbook`;
    expect(runProgram(['index', ARTICLES, '--out', directory, '--quiet']).code).toBe(0);
  });

  it.each(CLIENTS)('the client %s searches, reads and follows links', async (name) => {
    await using client = await connectStdio(name, [directory]);
    const { structuredContent: found } = await client.call('search', { query: 'posting list', k: 1 });
    expect(found).toMatchObject({
      results: [{ id: 'posting-list.md', url: 'https://corpus.sandbox/handbook/posting-list.md', date: '2025-02-03' }],
      index: expect.stringMatching(/^handbook@[0-9a-f]{32}$/),
      coverage: 1,
    });
    const { structuredContent: read } = await client.call('fetch', { id: found.results[0].url });
    expect(read.text).toMatch(/^A posting list is the record/);
    expect(read.metadata).toMatchObject({ date: '2025-02-03', tags: ['data structures', 'lexical'] });
    const { structuredContent: linked } = await client.call('links', { id: found.results[0].id });
    expect(linked.outgoingTotal).toBe(linked.outgoing.length);
    expect(linked.outgoing.map(({ id }: { id: string }) => id)).toContain('skip-list.md');
  });

  it('finds every line of the collection that holds a text, page by page', async () => {
    await using client = await connectStdio('sdk 1', [directory]);
    const [, , grep] = await client.listTools();
    const validate = new Ajv2020({ strict: true }).compile(grep.outputSchema as object);
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
      const given = { pattern: 'skip list', ignoreCase: true, limit: 2, context: 1, cursor };
      const { structuredContent: page } = await client.call('grep', given);
      expect([validate(page), validate.errors]).toEqual([true, null]);
      for (const { id, text, line, before } of page.matches) {
        expect(text).toMatch(/skip list/i);
        expect(before).toHaveLength(line === 1 ? 0 : 1);
        seen.push(`${id}:${line}`);
      }
      cursor = page.next;
    }
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen).size).toBe(seen.length);
    const [{ id, offset }] = (await client.call('grep', { pattern: 'Zipf' })).structuredContent.matches;
    expect((await client.call('fetch', { id, offset, maxChars: 4 })).structuredContent.text).toBe('Zipf');
    const none = await client.call('grep', { pattern: 'zeppelin' });
    expect(none.structuredContent).toMatchObject({ matches: [], documents: 153, next: null });
    const wrong = await client.call('grep', { pattern: '(', regexp: true });
    expect(wrong).toMatchObject({ isError: true });
  });

  it('opens by the number of a link what the link names', async () => {
    await using client = await connectStdio('sdk 2 auto', [directory, '--tools', 'gpt-oss']);
    const [{ text: found }] = (await client.call('search', { query: 'posting list', topn: 3 })).content;
    const [, number, title] = /【(\d+)†([^†】]+)†corpus\.sandbox】/.exec(found) ?? [];
    expect([Number(number) > 0, title]).toEqual([true, 'Posting list']);
    const [{ text: page }] = (await client.call('open', { id: Number(number) })).content;
    expect(page.split('\n')[0]).toBe(`[${number}] Posting list (https://corpus.sandbox/handbook/posting-list.md)`);
    const [, next, linked] = /\* 【(\d+)†([^†】]+)†/.exec(page) ?? [];
    const [{ text: other }] = (await client.call('open', { id: Number(next) })).content;
    expect(other).toContain(`[${next}] ${linked} (`);
    const last = await client.call('open', { id: 154 });
    expect(last).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/numbers end at 153/) }] });
    expect(await client.call('open', { id: 153 })).not.toHaveProperty('isError');
  });

  it('offers the set that is asked for, and refuses one that there is none of', async () => {
    await using client = await connectStdio('sdk 1', [directory, '--tools', 'openai']);
    expect((await client.listTools()).map(({ name }) => name)).toEqual(['search', 'fetch']);
    expect(runProgram(['mcp', directory, '--tools', 'opnai'])).toMatchObject({ code: 2, out: '' });
  });

  it('carries an experiment out, records it, and leaves the calls as a table when it ends', async () => {
    const folder = temporaryFolder();
    const [experiment, trace] = [join(folder, 'experiment.yaml'), join(folder, 'run.jsonl')];
    const mask = "{mask: q1, entities: [{name: 'Posting list', documents: [posting-list.md], unlockedBy: [bm25.md]}]}";
    writeFileSync(experiment, `masks:\n  bySession: prefix\n  list: [${mask}]\n`);
    const flags = [directory, '--experiment', experiment, '--trace', trace];
    {
      await using client = await connectStdio('sdk 2 auto', flags);
      const search = async (session: string): Promise<string> => {
        const _meta = { 'stillweb/session': session };
        const params = { name: 'search', arguments: { query: 'posting list' }, _meta };
        return JSON.stringify(await client.client.callTool(params as never));
      };
      expect(await search('q1/a')).not.toMatch(/posting.list\.md/i);
      expect(await search('other')).toContain('posting-list.md');
    }
    const lines = readFileSync(trace, 'utf8').trim().split('\n');
    const calls = lines.map((line) => JSON.parse(line)).filter(({ call }) => call !== undefined);
    expect(calls.map(({ session, step, door, treated }) => [session, step, door, treated])).toEqual([
      ['q1/a', 1, 'mcp', ['mask']],
      ['other', 1, 'mcp', undefined],
    ]);
    const ran = runProgram(['mcp', ...flags], { input: '' } as object);
    expect(ran.code, ran.err).toBe(0);
    expect(
      tableFromIPC(readFileSync(`${trace}.arrow`))
        .getChild('session')
        ?.toJSON(),
    ).toEqual(['q1/a', 'other']);
    writeFileSync(experiment, 'masks: {}\n');
    expect(runProgram(['mcp', ...flags])).toMatchObject({ code: 2, err: expect.stringMatching(/^EXPERIMENT_INVALID/) });
  });

  it('ends with its input, and prints nothing but messages', () => {
    const ran = runProgram(['mcp', directory], { input: '' } as object);
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect(ran.err).toMatch(/^serving handbook@[0-9a-f]{32} over standard input and output\n$/);
    expect(runProgram(['mcp', `${directory}-none`])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^INDEX_MISSING/),
    });
  });
});
