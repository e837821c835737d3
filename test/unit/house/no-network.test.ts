import { describe, expect, it } from 'vitest';
import { listSources, readImports, readSource } from '../../support/import-graph.ts';

/** Modules with which Node reaches other machines. */
const NETWORK = /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|undici|axios|got|node-fetch)$/;
/** What listens and answers; none of these names opens a connection. */
const LISTENING = new Set([
  'AddressInfo',
  'IncomingHttpHeaders',
  'IncomingMessage',
  'RequestListener',
  'STATUS_CODES',
  'Server',
  'ServerResponse',
  'Socket',
]);
/** The load of `stillweb bench`: the one client, to a server of ours on the same machine. */
const LOOPBACK_CLIENT = 'src/benchmark/load-thread.ts';
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
    ]);
  });

  it('import the client nowhere but in itself', () => {
    const paths = [...listSources('src'), ...listSources('indexer')].filter((path) => !path.startsWith('src/client/'));
    const importing = paths.filter((path) =>
      readImports(path, readSource(path)).some((name) => name.startsWith('src/client/')),
    );
    expect(importing).toEqual([]);
  });

  it('connect to 127.0.0.1 alone, in one place that takes no address', () => {
    const source = readSource(LOOPBACK_CLIENT);
    expect(source.match(/\bconnect\([^)]*\)/g)).toEqual([
      'connect({ host: LOOPBACK, port: this.#port, noDelay: true })',
    ]);
    expect(source.match(/LOOPBACK =.*/g)).toEqual(["LOOPBACK = '127.0.0.1';"]);
  });

  it('import the network in the server only', () => {
    const paths = [...listSources('src'), ...listSources('indexer')];
    const importing = paths.filter((path) => readImports(path, readSource(path)).some((name) => NETWORK.test(name)));
    expect(importing.length).toBeGreaterThan(0);
    expect(importing.filter((path) => !path.startsWith('src/api/'))).toEqual([LOOPBACK_CLIENT]);
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
