import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
  type Server,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Policy } from '../../src/intercept/answer-request.ts';
import { Authority } from '../../src/intercept/authority.ts';
import { Collection } from '../../src/intercept/collection.ts';
import { Interceptor } from '../../src/intercept/interceptor.ts';
import { MissLog } from '../../src/intercept/miss-log.ts';
import { Sandbox } from '../../src/intercept/sandbox.ts';
import { exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function bodyOf(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    message.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    message.on('end', () => resolve(text)).on('error', reject);
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Says what was asked: in place of a server that speaks dialects, so that what is passed on can be seen. */
const echo = createServer((request, response) => {
  bodyOf(request).then((body) => {
    response.writeHead(418, 'As Asked', ['X-Vendor', 'yes', 'Content-Type', 'application/json']);
    const { method, url, rawHeaders } = request;
    response.write('');
    response.end(JSON.stringify({ method, url, rawHeaders, body }));
  });
});

let shore: RunningServer;
let echoPort: number;
const authority = new Authority();
beforeAll(async () => {
  shore = await startServer();
  echoPort = await listen(echo);
});
afterAll(async () => {
  echo.close();
  await shore?.[Symbol.asyncDispose]();
});

interface Held extends AsyncDisposable {
  readonly port: number;
  readonly misses: MissLog;
  readonly interceptor: Interceptor;
  /** As a program that was sent here for the host of the address. */
  ask(url: string, options?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Answer>;
}

async function hold(policy: Policy = 'not-found'): Promise<Held> {
  const vendorSide = new Sandbox(`http://127.0.0.1:${echoPort}`);
  const pageSide = new Sandbox(shore.url);
  const misses = new MissLog(null);
  const interceptor = new Interceptor({
    authority,
    sandbox: vendorSide,
    collection: await Collection.open(pageSide),
    vendors: new Set(['api.tavily.com']),
    allowed: [{ host: 'model.example', port: null }],
    policy,
    misses,
  });
  const port = await interceptor.listen();
  return {
    port,
    misses,
    interceptor,
    ask: (url, { method = 'GET', headers = {}, body } = {}) => {
      const { protocol, host, hostname, pathname, search } = new URL(url);
      const isSecure = protocol === 'https:';
      return new Promise((resolve, reject) => {
        const asking = (isSecure ? requestHttps : requestHttp)({
          ...{ host: '127.0.0.1', port, method, path: `${pathname}${search}`, agent: false },
          ...(isSecure && { servername: hostname, ca: authority.certificate }),
          headers: { host, ...headers },
        });
        asking.on('error', reject);
        asking.on('response', (answer) => {
          const { statusCode: status = 0, headers: given } = answer;
          bodyOf(answer).then((text) => resolve({ status, headers: given, body: text }), reject);
        });
        asking.end(body);
      });
    },
    [Symbol.asyncDispose]: async () => {
      await interceptor.close();
      vendorSide.close();
      pageSide.close();
    },
  };
}

describe('a request to the host of a search API', () => {
  it('reaches the server as it came, and its answer comes back as it was', async () => {
    await using held = await hold();
    const body = JSON.stringify({ query: 'tide', pad: 'x'.repeat(300_000) });
    const answer = await held.ask('https://api.tavily.com/search?a=%2F&b', {
      method: 'POST',
      headers: { 'X-Case': 'Kept', authorization: 'Bearer tvly-1', 'content-length': String(body.length) },
      body,
    });
    expect([answer.status, answer.headers['x-vendor']]).toEqual([418, 'yes']);
    const seen = JSON.parse(answer.body);
    expect(seen).toMatchObject({ method: 'POST', url: '/search?a=%2F&b', body });
    expect(seen.rawHeaders).toEqual(expect.arrayContaining(['host', 'api.tavily.com', 'X-Case', 'Kept']));
    expect(held.interceptor.counts).toEqual({ searches: 1, pages: 0 });
  });

  it('is said to have no body where none was sent', async () => {
    await using held = await hold();
    const text = (await exchangeRaw(held.port, 'POST /s HTTP/1.1\r\nHost: api.tavily.com\r\nConnection: close\r\n\r\n'))
      .text;
    expect(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)).rawHeaders).toEqual([
      'Host',
      'api.tavily.com',
      'Connection',
      'close',
      'Content-Length',
      '0',
    ]);
  });

  it('loses trailers, and what announces them', async () => {
    await using held = await hold();
    const head = 'POST /s HTTP/1.1\r\nHost: api.tavily.com\r\nConnection: close\r\nTrailer: x-sum\r\n';
    for (const rest of [
      'Content-Length: 2\r\n\r\n{}',
      'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-sum: 1\r\n\r\n',
    ]) {
      const { text } = await exchangeRaw(held.port, head + rest);
      expect(text).toContain('"body":"{}"');
      expect(text).not.toContain('Trailer');
    }
    expect((await held.ask('https://shore.example/limpet')).status).toBe(200);
  });

  it('gets 502 with the reason when the server has gone', async () => {
    await using held = await hold();
    const gone = createServer();
    const port = await listen(gone);
    gone.close();
    const sandbox = new Sandbox(`http://127.0.0.1:${port}`);
    const alone = new Interceptor({
      ...{ authority, sandbox, policy: 'not-found', misses: held.misses, allowed: [] },
      collection: await Collection.open(new Sandbox(shore.url)),
      vendors: new Set(['api.tavily.com']),
    });
    const text = (await exchangeRaw(await alone.listen(), 'GET / HTTP/1.0\r\nHost: api.tavily.com\r\n\r\n')).text;
    expect(text).toMatch(/^HTTP\/1.1 502 .*gave no answer \(ECONNREFUSED\)/s);
    await alone.close();
  });
});

describe('a request for a page', () => {
  it.each([
    ['https', 'https://shore.example/limpet'],
    ['http', 'http://shore.example/limpet'],
    ['another spelling', 'https://www.Shore.example/limpet/'],
  ])('is answered from the collection: %s', async (_, url) => {
    await using held = await hold();
    const answer = await held.ask(url);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(answer.headers.date).toBeUndefined();
    expect(answer.body).toContain('<h1>Limpet</h1>\n<p>A limpet holds to one rock');
    expect(answer.body).toContain('<a href="https://shore.example/crab/hermit">Hermit crab</a>');
    expect((await held.ask(url)).body).toBe(answer.body);
    expect(held.interceptor.counts).toEqual({ searches: 0, pages: 2 });
    expect(held.misses.count).toBe(0);
  });

  it('finds a document that has no address under that of the sandbox', async () => {
    await using held = await hold();
    const answer = await held.ask('https://corpus.sandbox/shore/a/links');
    expect(answer.body).toContain('<link rel="canonical" href="https://corpus.sandbox/shore/a/links">');
    expect(answer.body).toContain('<h1>Kelp</h1>');
  });

  it('gets the form that it accepts, and headers alone for HEAD', async () => {
    await using held = await hold();
    const accept = { headers: { accept: 'text/markdown' } };
    const markdown = await held.ask('https://shore.example/limpet', accept);
    expect(markdown.headers['content-type']).toBe('text/markdown; charset=utf-8');
    const head = await held.ask('https://shore.example/limpet', { method: 'HEAD', ...accept });
    expect([head.status, head.body]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(markdown.body)));
  });

  it('that the collection does not have is a miss: 404, or 502 where hosts are refused', async () => {
    await using held = await hold();
    await using refusing = await hold('refuse');
    expect((await held.ask('https://shore.example/none')).status).toBe(404);
    expect((await held.ask('https://shore.example/limpet', { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await held.ask(`https://shore.example/${'x'.repeat(4000)}`)).status).toBe(404);
    expect(held.misses.count).toBe(3);
    expect((await refusing.ask('https://shore.example/none')).status).toBe(502);
    expect((await refusing.ask('https://shore.example/limpet')).status).toBe(200);
    expect(refusing.misses.count).toBe(1);
  });

  it('gets 503 and is no miss when the server cannot say', async () => {
    const other = await startServer();
    const sandbox = new Sandbox(other.url);
    const misses = new MissLog(null);
    const collection = await Collection.open(sandbox);
    await other[Symbol.asyncDispose]();
    const alone = new Interceptor({
      ...{ authority, sandbox, collection, vendors: new Set(), allowed: [], policy: 'not-found', misses },
    });
    const text = (await exchangeRaw(await alone.listen(), 'GET /limpet HTTP/1.0\r\nHost: shore.example\r\n\r\n')).text;
    expect(text).toMatch(/^HTTP\/1.1 503 /);
    expect(misses.count).toBe(0);
    await alone.close();
  });
});

/** The socket behind CONNECT, when the proxy has agreed. */
async function tunnel(port: number, authority: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const [bytes] = await once(socket, 'data');
  if (!String(bytes).startsWith('HTTP/1.1 200 ')) throw new Error(String(bytes));
  return socket;
}

async function readAll(socket: { on: Socket['on'] }): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.on('close', resolve));
  return text;
}

const ASK_LIMPET = 'GET /limpet HTTP/1.1\r\nHost: shore.example\r\nConnection: close\r\n\r\n';

describe('a program that knows proxies', () => {
  it('is answered behind CONNECT, with TLS and without', async () => {
    await using held = await hold();
    const socket = await tunnel(held.port, 'shore.example:443');
    const secure = connectTls({ socket, servername: 'shore.example', ca: authority.certificate });
    secure.write(ASK_LIMPET);
    expect(await readAll(secure)).toContain('<h1>Limpet</h1>');
    const plain = await tunnel(held.port, 'shore.example:80');
    plain.write(ASK_LIMPET);
    expect(await readAll(plain)).toContain('<h1>Limpet</h1>');
  });

  it.each(['http', 'https'])('is answered when it names the whole address: %s', async (scheme) => {
    await using held = await hold();
    const asked = ASK_LIMPET.replace('/limpet', `${scheme}://shore.example/limpet`);
    expect((await exchangeRaw(held.port, asked)).text).toContain('<h1>Limpet</h1>');
    const search = `GET ${scheme}://api.tavily.com/usage HTTP/1.1\r\nHost: api.tavily.com\r\nConnection: close\r\n\r\n`;
    expect((await exchangeRaw(held.port, search)).text).toContain('"url":"/usage"');
  });

  it('reaches servers of this machine, and they get what it sent', async () => {
    await using held = await hold();
    const whole = `GET http://127.0.0.1:${echoPort}/x?y HTTP/1.1\r\nHost: 127.0.0.1:${echoPort}\r\nConnection: close\r\n\r\n`;
    expect((await exchangeRaw(held.port, whole)).text).toContain('"url":"/x?y"');
    const socket = await tunnel(held.port, `localhost:${echoPort}`);
    socket.write('GET /deep HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await readAll(socket)).toContain('"url":"/deep"');
    expect(held.misses.count).toBe(0);
  });

  it('is told when a server of this machine answers what cannot be passed on', async () => {
    await using held = await hold();
    const broken = createNetServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 099 Odd\r\nTrailer: x\r\nContent-Length: 0\r\n\r\n'));
    });
    broken.listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const host = `127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const asked = `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    expect((await exchangeRaw(held.port, asked)).text).toMatch(/^HTTP\/1.1 502 /);
    expect((await held.ask('https://shore.example/limpet')).status).toBe(200);
    broken.close();
  });

  it('is told when a server of this machine is not there', async () => {
    await using held = await hold();
    const free = createServer();
    const port = await listen(free);
    free.close();
    await expect(tunnel(held.port, `127.0.0.1:${port}`)).rejects.toThrow(/502/);
  });
});

describe('what is no request for a host', () => {
  it.each([
    ['no host', 'GET / HTTP/1.0\r\n\r\n'],
    ['its own port', 'GET / HTTP/1.0\r\nHost: 127.0.0.1:PORT\r\n\r\n'],
    ['no HTTP', 'SSH-2.0-client\r\n\r\n'],
    ['no place to CONNECT to', 'CONNECT /x HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('is refused: %s', async (_, text) => {
    await using held = await hold();
    const answer = await exchangeRaw(held.port, text.replace('PORT', String(held.port)));
    expect(answer.text).toMatch(/^HTTP\/1.1 400 /);
  });

  it('costs its own connection: TLS under no name, TLS that is none, a client that leaves', async () => {
    await using held = await hold();
    const nameless = connectTls({ host: '127.0.0.1', port: held.port, rejectUnauthorized: false });
    expect((await once(nameless, 'error'))[0]).toMatchObject({ code: expect.stringContaining('HANDSHAKE_FAILURE') });
    await exchangeRaw(held.port, '\x16\x03\x01\0\x05hello');
    connect(held.port, '127.0.0.1').destroy();
    expect((await held.ask('https://shore.example/limpet')).status).toBe(200);
  });
});

describe('the server that answers', () => {
  it.each(['shore', 'http://shore.example/path', 'ftp://shore.example', 'http://user@shore.example'])(
    'is named by an address without a path, not %j',
    (url) => {
      expect(() => new Sandbox(url)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
    },
  );

  it('must be there, and be one of ours', async () => {
    await expect(Collection.open(new Sandbox(`http://127.0.0.1:${echoPort}`))).rejects.toThrow(
      expect.objectContaining({ code: 'SANDBOX_UNREACHABLE', facts: { status: 418, path: '/v1/indexes' } }),
    );
    const gone = createServer();
    const server = `http://127.0.0.1:${await listen(gone)}`;
    gone.close();
    await expect(Collection.open(new Sandbox(server))).rejects.toThrow(
      expect.objectContaining({ code: 'SANDBOX_UNREACHABLE', facts: { server } }),
    );
  });

  it('is asked with its token', async () => {
    await using guarded = await startServer({ token: 'secret' });
    const found = await (await Collection.open(new Sandbox(guarded.url, 'secret'))).find(
      'https://shore.example/limpet',
    );
    expect(found?.title).toBe('Limpet');
    await expect(Collection.open(new Sandbox(guarded.url, 'wrong'))).rejects.toThrow(/401/);
  });
});
