/**
 * Exchanges with dialects as fixtures: a file of `test/fixtures/dialects/` for each dialect holds what its clients send, and what
 * came back when `npm run golden:update` recorded it. All are of one collection, beside them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Episode } from '../../src/contract/episode.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import type { ModuleUrls } from '../../src/modules.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/dialects/', import.meta.url)).replace('/dist/test/', '/test/');
/** The key of the server that asks for one. */
export const KEY = 'right-key';

/** What the environments of the servers give out. */
const EPISODES: readonly Episode[] = [
  { id: 'q1', question: 'In which year was the first Fresnel lens lit in a tower at sea?', answers: ['1823'] },
  { id: 'q2', question: 'What rests on skerries at low tide?', answers: ['seals', 'grey seals'] },
];

export interface FixtureRequest {
  readonly method: string;
  /** Path and query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless `form` or `raw` is there. */
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly raw?: string;
}

export interface FixtureAnswer {
  readonly status: number;
  readonly type: string;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export interface Fixture {
  /** What the exchange shows, in words. */
  readonly case: string;
  readonly request: FixtureRequest;
  /** Sent to a server that asks for the key `right-key`. */
  readonly isGuarded?: boolean;
  /** What comes back is another thing at each call, because the server remembers the one before. */
  readonly isStateful?: boolean;
  /**
   * Where the answer names its documents, in order: a path of members, `*` for each entry of a list, as in `results.*.url`. They
   * are the native ones for this query.
   */
  readonly order?: { readonly at: string; readonly is: 'id' | 'url' | 'title' | 'text'; readonly query: string };
  readonly answer: FixtureAnswer;
}

export function dialectNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5))
    .sort();
}

export function readFixtures(dialect: string): Fixture[] {
  return JSON.parse(readFileSync(join(FOLDER, `${dialect}.json`), 'utf8'));
}

/** The collection of the fixtures, served twice: open, and for those who have the key. */
export interface FixtureServers extends AsyncDisposable {
  readonly open: Served;
  readonly guarded: Served;
}

/** @param modules that register dialects of others, as URLs */
export async function serveFixtures(modules: ModuleUrls = []): Promise<FixtureServers> {
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-dialects-'));
  const directory = join(folder, 'lights');
  await buildIndex({ inputs: [join(FOLDER, 'collection.jsonl')], directory, name: 'lights' });
  const options = { workers: 1, log: null, watches: false, modules, episodes: EPISODES };
  const open = await serve(directory, options);
  const guarded = await serve(directory, { ...options, token: KEY });
  return {
    open,
    guarded,
    [Symbol.asyncDispose]: async () => {
      await open.close();
      await guarded.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param host of the Host header; default: the server's own */
export function exchange(
  servers: FixtureServers,
  { request, isGuarded = false }: Pick<Fixture, 'request' | 'isGuarded'>,
  host?: string,
): Promise<{
  readonly answer: FixtureAnswer;
  readonly bytes: Buffer;
  readonly headers: NodeJS.Dict<string | string[]>;
}> {
  const { url } = isGuarded ? servers.guarded : servers.open;
  const { method, path, headers = {}, body, form, raw } = request;
  const payload = raw ?? (form === undefined ? body && JSON.stringify(body) : new URLSearchParams(form).toString());
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = httpRequest({
      ...{ hostname, port, method, path },
      headers: {
        ...(payload !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(payload as string) }),
        ...headers,
        ...(host !== undefined && { host }),
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const sentType = response.headers['content-type'] ?? '';
        const text = bytes.toString('utf8');
        const answer = {
          status: response.statusCode ?? 0,
          type: sentType,
          body: sentType.startsWith('application/json') ? JSON.parse(text) : text,
        };
        resolve({ answer, bytes, headers: response.headers });
      });
    });
    sent.end(payload as string | undefined);
  });
}

/** What stands at a path of members; one entry for each `*` met. */
export function valuesAt(value: unknown, path: string): unknown[] {
  let values = [value];
  for (const member of path.split('.')) {
    values = values.flatMap((each) => {
      if (member === '*') return each as unknown[];
      return [(each as Record<string, unknown> | undefined)?.[member]];
    });
  }
  return values;
}

/** Asks every fixture anew, and writes down what came back. What is random in an answer, such as a request's id, is not told apart. */
export async function recordDialects(): Promise<void> {
  await using servers = await serveFixtures();
  for (const name of dialectNames()) {
    const recorded: Fixture[] = [];
    for (const fixture of readFixtures(name)) {
      recorded.push({ ...fixture, answer: (await exchange(servers, fixture)).answer });
    }
    writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(recorded, null, 1)}\n`);
  }
}
