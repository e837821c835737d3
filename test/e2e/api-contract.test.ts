/** Every answer of every status matches the published OpenAPI document. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../src/limits.ts';
import { bodyOf, exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
  readonly requestBody?: { content: Record<string, { schema: object }> };
}

describe('the OpenAPI document', () => {
  let running: RunningServer;
  let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: object };
  let ajv: Ajv2020;
  const validators = new Map<string, ValidateFunction>();

  beforeAll(async () => {
    running = await startServer({ version: '1.2.3' });
    document = await (await running.get('/openapi.json')).json();
    ajv = new Ajv2020({ strict: false, allErrors: true });
    ajv.addSchema({ $id: 'openapi', ...document });
  });
  afterAll(() => running[Symbol.asyncDispose]());

  /** Throws unless the status is documented for the operation and the body matches its schema. */
  function check(method: string, path: string, status: number, body: unknown): void {
    const name = `${method} ${path} ${status}`;
    const response = document.paths[path]?.[method]?.responses[status];
    if (response === undefined) throw new Error(`${name} is not documented`);
    const schema = response.content?.['application/json']?.schema;
    if (schema === undefined) throw new Error(`${name} has no schema for JSON`);
    const pointer = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema']
      .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    let validate = validators.get(name);
    if (validate === undefined) {
      validate = ajv.compile({ $ref: `openapi#/${pointer}` });
      validators.set(name, validate);
    }
    if (!validate(body))
      throw new Error(`${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body).slice(0, 500)}`);
  }

  it('is version 3.1 and names the program', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'stillweb', version: '1.2.3' } });
  });

  /** The same routes as those with `{id}`, for ids with slashes that were not encoded. */
  const UNTOLD = new Set(['GET /v1/documents/*', 'GET /documents/*']);

  it('has every route that the server has', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = running.server.service.routes.patterns
      .filter((pattern) => !pattern.startsWith('HEAD ') && !UNTOLD.has(pattern))
      .map((pattern) => pattern.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{*}'));
    expect(documented.sort()).toEqual(served.sort());
    expect(served.length).toBeGreaterThan(10);
  });

  it('covers the answers of every route', async () => {
    const requests: [string, string, string, unknown?][] = [
      ['post', '/v1/search', '/v1/search', { query: 'tide rock', explain: true, text: true }],
      ['post', '/v1/search', '/v1/search', { query: 'tide', snippet: false }],
      ['post', '/v1/search', '/v1/search', { queries: ['tide', ''] }],
      ['post', '/v1/search', '/v1/search', { query: 'tide', index: 'gone' }],
      ['post', '/v1/search', '/v1/search', { query: 'tide', index: ['shore'], explain: true, text: true }],
      ['post', '/v1/search', '/v1/search', { queries: ['tide', ''], index: ['shore'], budgets: { shore: 2 } }],
      ['post', '/v1/search', '/v1/search', { query: 'tide', index: ['shore'], join: 'apart' }],
      ['post', '/v1/search', '/v1/search', { queries: ['tide', ''], index: ['shore'], join: 'apart' }],
      ['post', '/v1/search', '/v1/search', { query: 'tide', index: ['shore', 'gone'] }],
      ['post', '/v1/search', '/v1/search', { query: 'tide', index: 'shore@x' }],
      ['post', '/v1/search', '/v1/search', {}],
      ['get', '/v1/search', '/v1/search?query=tide'],
      ['get', '/v1/search', '/v1/search?query=tide&k=x'],
      ['get', '/v1/search', '/v1/search?query=tide&index=gone'],
      ['get', '/v1/search', `/v1/search?query=${'x'.repeat(9000)}`],
      ['post', '/v1/fetch', '/v1/fetch', { ids: ['limpet', 'gone'] }],
      ['post', '/v1/fetch', '/v1/fetch', {}],
      ['post', '/v1/grep', '/v1/grep', { pattern: 'tide', ignoreCase: true }],
      ['post', '/v1/grep', '/v1/grep', { pattern: '(', regexp: true }],
      ['get', '/v1/documents/{id}', '/v1/documents/limpet'],
      ['get', '/v1/documents/{id}', '/v1/documents/gone'],
      ['get', '/v1/documents/{id}', '/v1/documents/gone?index=x@y'],
      ['get', '/v1/documents/{id}/links', '/v1/documents/barnacle/links'],
      ['get', '/v1/documents/{id}/links', '/v1/documents/gone/links'],
      ['get', '/v1/indexes', '/v1/indexes'],
      ['get', '/healthz', '/healthz'],
      ['get', '/readyz', '/readyz'],
      ['get', '/openapi.json', '/openapi.json'],
    ];
    for (const [method, path, url, body] of requests) {
      const response = method === 'post' ? await running.post(url, body) : await running.get(url);
      check(method, path, response.status, await response.json());
    }
  });

  it('covers refusals by method, media type, size, address and token', async () => {
    const head = 'POST /v1/search HTTP/1.1\r\nConnection: close\r\n';
    const statuses = new Set<number>();
    const send = async (port: number, request: string): Promise<void> => {
      const { text } = await exchangeRaw(port, request);
      statuses.add(Number(text.slice(9, 12)));
      check('post', '/v1/search', Number(text.slice(9, 12)), bodyOf(text));
    };
    const json = 'Content-Type: application/json\r\n';
    await send(running.port, `${head}Host: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx`);
    await send(running.port, `${head}Host: localhost\r\n${json}Content-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`);
    await send(running.port, `${head}Host: evil.example\r\n\r\n`);
    await send(running.port, `${head}Host: localhost\r\nOrigin: null\r\n\r\n`);
    await send(running.port, `${head}Host: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    await send(running.port, `${head}\r\n`);
    await using guarded = await startServer({ token: 't', timeouts: { headersMs: 100, requestMs: 200, checkMs: 20 } });
    await send(guarded.port, `${head}Host: localhost\r\n\r\n`);
    await send(guarded.port, `${head}Host: localhost\r\nAuthorization: Bearer t\r\n${json}Content-Length: 5\r\n\r\n`);
    expect([...statuses].sort()).toEqual([400, 401, 403, 408, 413, 415, 431]);
  });

  it('covers overload, deadline, bugs, and the time before the first index', async () => {
    const statuses = new Set<number>();
    const record = async (response: Response): Promise<void> => {
      statuses.add(response.status);
      check('post', '/v1/search', response.status, await response.json());
    };
    await using busy = await startServer({ deadlineMs: 50 }, new MemoryBackend({ workers: 1, taskMs: 30 }));
    const answers = await Promise.all(Array.from({ length: 40 }, () => busy.post('/v1/search', { query: 'tide' })));
    for (const answer of answers) await record(answer);
    const broken = Object.assign(new MemoryBackend(), { answer: () => Promise.reject(new TypeError('broken')) });
    await using buggy = await startServer({ onBug: () => {} }, broken);
    await record(await buggy.post('/v1/search', { query: 'tide' }));
    await using empty = await startServer({}, null);
    await record(await empty.post('/v1/search', { query: 'tide' }));
    const readiness = await empty.get('/readyz');
    check('get', '/readyz', readiness.status, await readiness.json());
    expect([...statuses].sort()).toEqual([200, 500, 503, 504]);
  });

  it('covers whatever else a search may be sent, sound or broken', async () => {
    const k = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer(), fc.jsonValue());
    const body = fc.record(
      {
        query: fc.oneof(fc.constantFrom('tide', 'rock shell'), fc.string({ unit: 'binary' }), fc.jsonValue()),
        queries: fc.oneof(fc.array(fc.string(), { maxLength: 4 }), fc.jsonValue()),
        k,
        offset: k,
        mode: fc.constantFrom('bm25', 'dense', 'hybrid', 'other', 3),
        unit: fc.constantFrom('document', 'passage', 'page'),
        filter: fc.oneof(
          fc.record({ ids: fc.array(fc.string()), after: fc.constantFrom('2020-01-01', 'x') }, { requiredKeys: [] }),
          fc.jsonValue(),
        ),
        snippet: fc.oneof(fc.constant(false), fc.record({ tokens: k }), fc.jsonValue()),
        text: fc.oneof(fc.boolean(), fc.jsonValue()),
        explain: fc.oneof(fc.boolean(), fc.jsonValue()),
        index: fc.constantFrom('shore', 'gone', 'shore@x', '', '@'),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: fc.jsonValue() }),
        async (value) => {
          const response = await running.post('/v1/search', value);
          seen.add(response.status);
          check('post', '/v1/search', response.status, await response.json());
        },
      ),
      { numRuns: 400 },
    );
    expect(seen.has(500)).toBe(false);
  });
});
