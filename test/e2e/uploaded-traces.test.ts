/** A trace that somebody sends to the pages: seen by whoever has its address, by nobody else, and never as a page of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Intervention } from '../../src/experiment/intervention.ts';
import { MAX_KEPT_TRACE_BYTES } from '../../src/limits.ts';
import { BROWSER, exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import { MARKUP, NASTY } from '../support/nasty-documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SESSION, startTraced } from '../support/traced-server.ts';

const nasty = () => new MemoryBackend({ indexes: [{ name: 'nasty', documents: NASTY }] });

let trace: Buffer<ArrayBuffer>;
let running: RunningServer;
beforeAll(async () => {
  const path = join(temporaryFolder(), 'run.jsonl');
  const traced = await startTraced([], path, nasty());
  for (const query of ['tide', MARKUP, 'tide'])
    await traced.running.post('/v1/search', { query }, { [SESSION]: `agent ${MARKUP}` });
  await traced.running.post('/v1/search', { query: 'rock' });
  await traced[Symbol.asyncDispose]();
  trace = Buffer.from(readFileSync(path));
  running = await startServer({}, nasty());
});
afterAll(() => running[Symbol.asyncDispose]());

/** As the form of the page sends it. */
function send(
  server: RunningServer,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const form = new FormData();
  form.set('trace', new File([bytes], 'run.jsonl'));
  return fetch(`${server.url}/traces`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { ...BROWSER, ...headers },
  });
}

function sendRaw(
  server: RunningServer,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.url}/v1/traces`, { method: 'POST', body: bytes, headers });
}

describe('a trace that was sent', () => {
  it.each([
    ['a session', /"session":"(?:[^"\\]|\\.)*"/, '"session":"\\ud800"', 'session'],
    ['the id of a hit', /"hits":\[\["(?:[^"\\]|\\.)*"/, '"hits":[["\\ud800"', 'hits'],
    ['an index of no name', /"index":\{"name":[^}]*\}/, '"index":{"__proto__":1}', 'index.name'],
    ['an index that is a text', /"index":\{"name":[^}]*\}/, '"index":"sci"', 'index'],
  ])(
    'is refused for %s that no page could show, and the line and the member are named',
    async (_, from, to, member) => {
      const lines = trace.toString().split('\n');
      const at = lines.findIndex((line) => line.startsWith('{"call":') && from.test(line));
      lines[at] = lines[at].replace(from, to);
      const refused = await sendRaw(running, Buffer.from(lines.join('\n')));
      const { error } = (await refused.json()) as { error: { message: string } };
      expect(error).toMatchObject({ code: 'TRACE_INVALID', facts: { line: at + 1, member } });
      expect(error.message).toContain(`the trace, line ${at + 1}: `);
    },
  );

  it('may have been written anew by another program, with blanks: its answers are those that were sent', async () => {
    const blanks = (line: string): string => line.replace(/("(?:[^"\\]|\\.)*")([:,])/g, '$1$2 ');
    const lines = trace.toString().split('\n').map(blanks);
    expect(lines[2]).toMatch(/^\{"answer": "/);
    const shown: string[] = [];
    for (const bytes of [trace, Buffer.from(lines.join('\n'))]) {
      const { trace: key } = (await (await sendRaw(running, bytes)).json()) as { trace: string };
      const session = encodeURIComponent(`agent ${MARKUP}`);
      shown.push(await (await running.get(`/traces/${session}/calls/1?trace=${key}`)).text());
    }
    const [plain, respaced] = shown;
    expect(JSON.parse(plain).hits.length).toBeGreaterThan(0);
    expect(respaced).toBe(plain);
  });

  it('is shown as that of a server is, with its answers and its judgments, packed or not, from a form or a program', async () => {
    const led = await send(running, trace);
    expect(led.status).toBe(303);
    const address = led.headers.get('location') ?? '';
    expect(address).toMatch(/^\/traces\?trace=[0-9a-f]{32}$/);
    const program = await sendRaw(running, gzipSync(trace));
    const key = address.slice(-32);
    expect([program.status, await program.json()]).toEqual([201, { trace: key, bytes: trace.length, page: address }]);
    const list = await (await running.get(address, BROWSER)).text();
    expect(list).toContain('A trace that was sent');
    expect(list).not.toContain('<script>alert');
    const [, session] = /href="(\/traces\/[^"]+)"/.exec(list) ?? [];
    const path = session.replaceAll('&amp;', '&');
    expect(path).toContain(`?trace=${key}`);
    const page = await (await running.get(`${path}&relevant=rtl`, BROWSER)).text();
    expect(page).toContain('asked before');
    expect(page).not.toContain('<script>alert');
    const [, qrels] = /href="([^"]+)" download/.exec(page) ?? [];
    expect(await (await running.get(qrels.replaceAll('&amp;', '&'))).text()).toContain('\trtl\t1\n');
    const answer = await running.get(path.replace('?', '/calls/1?'));
    expect(await answer.json()).toMatchObject({ hits: expect.any(Array) });
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const data = await (await running.get(`/v1/traces?trace=${key}`)).json();
    expect([data.sessions.length, data.unnamed]).toEqual([1, { events: 1 }]);
    const unnamed = await (await running.get(`/v1/traces?session=&trace=${key}`)).json();
    expect(unnamed.events).toMatchObject([{ query: 'rock' }]);
  });

  it('is found by its whole name alone, and is not the trace of the server', async () => {
    const { trace: key } = (await (await sendRaw(running, trace)).json()) as { trace: string };
    for (const other of ['', key.slice(1), key.toUpperCase(), '../x', encodeURIComponent(MARKUP)])
      expect([other, (await running.get(`/traces?trace=${other}`, BROWSER)).status]).toEqual([other, 404]);
    expect(await (await running.get('/traces', BROWSER)).text()).toContain('This server records nothing.');
    expect((await running.get(`/traces/${encodeURIComponent(`agent ${MARKUP}`)}`)).status).toBe(404);
    await using other = await startServer({}, nasty());
    expect((await other.get(`/traces?trace=${key}`)).status).toBe(404);
  });

  it('leaves the trace and the sessions of the server as they were', async () => {
    await using traced = await startTraced([], undefined, nasty());
    await sendRaw(traced.running, trace);
    expect((await sendRaw(traced.running, Buffer.from('no trace'))).status).toBe(400);
    await traced.running.get('/v1/traces?trace=gone');
    expect(await traced.calls()).toEqual([]);
  });

  it('is refused where it is none, too long, or in no form', async () => {
    for (const [bytes, code] of [
      [Buffer.from('<h1>hello</h1>\n'), 'TRACE_INVALID'],
      [gzipSync(Buffer.alloc(MAX_KEPT_TRACE_BYTES + 1)), 'BODY_TOO_LARGE'],
    ] as const) {
      const refused = await sendRaw(running, bytes);
      expect(((await refused.json()) as { error: { code: string } }).error.code).toBe(code);
      const page = await send(running, bytes);
      expect([page.status, (await page.text()).includes(code)]).toEqual([refused.status, true]);
    }
    const head = `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n`;
    const tooLong = await exchangeRaw(running.port, `${head}Content-Length: ${2 * MAX_KEPT_TRACE_BYTES}\r\n\r\n`);
    expect(tooLong.text).toContain('BODY_TOO_LARGE');
    const empty = await fetch(`${running.url}/v1/traces`, { method: 'POST' });
    expect(((await empty.json()) as { error: { code: string } }).error.code).toBe('INVALID_REQUEST');
  });

  it('comes from whoever may act: not from pages of others, not past a token, and not where pages only read', async () => {
    const refused = await sendRaw(running, trace, { origin: 'https://elsewhere.example' });
    expect(((await refused.json()) as { error: { code: string } }).error.code).toBe('ORIGIN_FORBIDDEN');
    await using guarded = await startServer({ token: 'hush', allowedHosts: ['lab.example'] }, nasty());
    expect((await sendRaw(guarded, trace)).status).toBe(401);
    expect((await sendRaw(guarded, trace, { authorization: 'Bearer hush' })).status).toBe(201);
    await using open = await startServer({ allowedHosts: ['lab.example'] }, nasty());
    await using readOnly = await startServer({ isReadOnly: true }, nasty());
    for (const server of [open, readOnly]) {
      const answer = await sendRaw(server, trace);
      expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('ACTION_FORBIDDEN');
      const page = await (await server.get('/traces', BROWSER)).text();
      expect([page.includes('<form'), page.includes('This server takes no trace')]).toEqual([false, true]);
    }
    expect(await (await guarded.get('/traces', { ...BROWSER, authorization: 'Bearer hush' })).text()).toContain(
      'type="file"',
    );
  });

  it('is not looked at where an experiment keeps things from sessions', async () => {
    const hiding: Intervention = { name: 'hiding', plan: () => null };
    await using traced = await startTraced([hiding], undefined, nasty());
    const refused = await sendRaw(traced.running, trace);
    expect(((await refused.json()) as { error: { code: string } }).error.code).toBe('UNSUPPORTED');
    expect((await traced.running.get('/v1/traces?trace=0')).status).toBe(400);
  });
});
