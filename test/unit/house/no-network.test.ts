import { describe, expect, it } from 'vitest';
import { listSources, readImports, readSource } from '../../support/import-graph.ts';

/** Modules with which Node reaches other machines. */
const NETWORK = /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|undici|axios|got|node-fetch)$/;
/** What listens and answers; none of these names opens a connection. */
const LISTENING = new Set([
  'AddressInfo',
  'ClientRequest',
  'IncomingHttpHeaders',
  'IncomingMessage',
  'RequestListener',
  'STATUS_CODES',
  'SecureContext',
  'Server',
  'ServerResponse',
  'Socket',
  'TLSSocket',
  'createSecureContext',
  'isIP',
  'rootCertificates',
]);
/** The load of `stillweb bench`: a client of a server of ours on the same machine. */
const LOOPBACK_CLIENT = 'src/benchmark/load-thread.ts';
/** `stillweb run`: a client of the server that answers, and what the command is let through to. */
const SANDBOX_CLIENT = 'src/intercept/sandbox.ts';
const LETTING_THROUGH = 'src/intercept/let-through.ts';
/** Asks the server that somebody has named: an encoder over HTTP, or a judge. */
const NAMED_CLIENT = 'src/outbound/json-exchange.ts';
/** `stillweb replay --against URL`: a client of the server that is named there. */
const REPLAY_CLIENT = 'src/experiment/replay/replay-server.ts';
/** `stillweb/client`: it asks the server whose address its caller gives, and no part of the program imports it. */
const CLIENT = 'src/client/connection.ts';
const CLIENT_CALLS =
  /(?:\b(?:await|return|void|yield)|[=(,?:])\s*fetch\(|globalThis\.fetch|new (?:Socket|WebSocket|EventSource)\(/;

function namesFrom(source: string): string[] {
  const imports = [...source.matchAll(/import\s+(?:type\s+)?([^;]+?)\s+from\s+'([^']+)'/g)];
  return imports
    .filter(([, , module]) => NETWORK.test(module))
    .flatMap(([, names]) => names.replace(/[{}]/g, '').split(','))
    .map((name) =>
      name
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*$/, ''),
    )
    .filter((name) => name !== '');
}

function findClients(source: string): string[] {
  const calls = CLIENT_CALLS.exec(source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''));
  return [...namesFrom(source).filter((name) => !LISTENING.has(name)), ...(calls === null ? [] : [calls[0]])];
}

// promise: sec/no-fetch
describe('the sources of src and indexer', () => {
  it('hold no code that opens a connection', () => {
    const paths = [...listSources('src'), ...listSources('indexer')];
    expect(paths.flatMap((path) => findClients(readSource(path)).map((found) => `${path}: ${found}`))).toEqual([
      `${LOOPBACK_CLIENT}: connect`,
      `${CLIENT}: globalThis.fetch`,
      `${REPLAY_CLIENT}: await fetch(`,
      `${LETTING_THROUGH}: request`,
      `${LETTING_THROUGH}: connect`,
      `${SANDBOX_CLIENT}: Agent`,
      `${SANDBOX_CLIENT}: request`,
      `${SANDBOX_CLIENT}: Agent`,
      `${SANDBOX_CLIENT}: request`,
      `${NAMED_CLIENT}: await fetch(`,
    ]);
  });

  it('let through in one place, which asks first whether the destination is let through', () => {
    const callers = listSources('src').flatMap((path) =>
      [...readSource(path).matchAll(/\b(?:letThrough|passOn)\(/g)].map(() => path),
    );
    expect(callers.sort()).toEqual([
      'src/intercept/answer-request.ts',
      'src/intercept/interceptor.ts',
      LETTING_THROUGH,
      LETTING_THROUGH,
    ]);
    expect(readSource('src/intercept/answer-request.ts')).toMatch(/this\.lets\(target\.destination\)\) \{\s.*passOn\(/);
    expect(readSource('src/intercept/interceptor.ts')).toMatch(/\.lets\(destination\)\) \{\s*letThrough\(/);
  });

  it('ask a server of embeddings, or a judge, in one place, at one address, and follow no redirect', () => {
    const source = readSource(NAMED_CLIENT);
    expect(source.match(/\bfetch\([^)]*\)/g)).toEqual([
      "fetch(this.#url, { method: 'POST', headers, body, redirect: 'manual', signal })",
    ]);
    const importing = listSources('src').filter((path) =>
      readImports(path, readSource(path)).some((name) => name === NAMED_CLIENT),
    );
    expect(importing).toEqual(['src/encoder/http/http-encoder.ts', 'src/evaluation/judge/judge.ts']);
  });

  it('import the client nowhere but in itself', () => {
    const paths = [...listSources('src'), ...listSources('indexer')].filter((path) => !path.startsWith('src/client/'));
    const importing = paths.filter((path) =>
      readImports(path, readSource(path)).some((name) => name.startsWith('src/client/')),
    );
    expect(importing).toEqual([]);
  });

  it('load a server in one place, which takes no address', () => {
    const source = readSource(LOOPBACK_CLIENT);
    expect(source.match(/\bconnect\([^)]*\)/g)).toEqual([
      'connect({ host: LOOPBACK, port: this.#port, noDelay: true })',
    ]);
    expect(source.match(/LOOPBACK =.*/g)).toEqual(["LOOPBACK = '127.0.0.1';"]);
  });

  it('import the network in the server and the interceptor only', () => {
    const paths = [...listSources('src'), ...listSources('indexer')];
    const importing = paths.filter((path) => readImports(path, readSource(path)).some((name) => NETWORK.test(name)));
    expect(importing.length).toBeGreaterThan(0);
    expect(importing.filter((path) => !/^src\/(api|intercept)\//.test(path))).toEqual([LOOPBACK_CLIENT]);
  });
});

describe('the search for clients', () => {
  it.each([
    ["import { request } from 'node:http';", 'request'],
    ["import net from 'node:net';", 'net'],
    ["import { type Socket, connect } from 'node:net';", 'connect'],
    ["import * as dns from 'node:dns';", '* as dns'],
    ['const page = await fetch(url);', 'await fetch('],
    ['load(fetch(url));', '(fetch('],
    ['const socket = new Socket();', 'new Socket('],
  ])('finds %s', (source, found) => {
    expect(findClients(source)).toEqual([found.replace(/ as .*$/, '')]);
  });

  it.each(["import { Server } from 'node:net';", 'async fetch(index: string): Promise<void> {', '// await fetch(url)'])(
    'passes %s over',
    (source) => {
      expect(findClients(source)).toEqual([]);
    },
  );
});
