/** A server over the memory backend on a free port, and raw sockets to speak to it as no client library would. */
import { connect } from 'node:net';
import { createServer, type StillwebServer } from '../../src/api/server.ts';
import type { ServerOptions } from '../../src/api/server-options.ts';
import type { SearchBackend } from '../../src/serving/search-backend.ts';
import { MemoryBackend } from './memory-backend.ts';

/** What a browser says that it takes. */
export const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

export interface RunningServer extends AsyncDisposable {
  readonly server: StillwebServer;
  readonly url: string;
  readonly port: number;
  /** `POST` of a JSON body. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<JsonResponse>;
  get(path: string, headers?: Record<string, string>): Promise<JsonResponse>;
}

export interface JsonResponse extends Response {
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what the body is
  json(): Promise<any>;
}

export function jsonOf(response: JsonResponse): ReturnType<JsonResponse['json']> {
  return response.json();
}

export async function startServer(
  options: ServerOptions = {},
  backend: SearchBackend | null = new MemoryBackend(),
): Promise<RunningServer> {
  // Clients of tests keep their connections for seconds; a drain need not wait for them.
  const server = await createServer({ ...options, timeouts: { drainIdleMs: 20, ...options.timeouts } });
  if (backend !== null) await server.swap(backend);
  const url = await server.listen();
  return {
    server,
    url,
    port: Number(new URL(url).port),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: 'manual' }),
    [Symbol.asyncDispose]: async () => {
      await server.drain(2000);
    },
  };
}

/** Writes text as it is; gives all that came back until the server closed, and how long that took. */
export function exchangeRaw(
  port: number,
  text: string,
  timeoutMs = 15_000,
): Promise<{ readonly text: string; readonly ms: number }> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const end = (): void => {
      clearTimeout(timer);
      resolve({ text: Buffer.concat(chunks).toString('utf8'), ms: performance.now() - startedMs });
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the server kept the connection open for ${timeoutMs} ms`));
    }, timeoutMs);
    socket.on('connect', () => socket.write(text));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', end);
  });
}

/** The JSON after the headers of a raw answer. */
export function bodyOf(answer: string): { error: { code: string; facts: Record<string, unknown>; requestId: string } } {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}
