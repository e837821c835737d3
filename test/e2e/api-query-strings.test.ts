import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTarget } from '../../src/api/target.ts';
import { jsonOf, type RunningServer, startServer } from '../support/http-server.ts';

let running: RunningServer;
beforeAll(async () => {
  running = await startServer();
});
afterAll(() => running[Symbol.asyncDispose]());

describe('a query string', () => {
  it.each([
    ['query=caf%E9%20au%20lait', 'query'],
    ['query=%', 'query'],
    ['query=100%', 'query'],
    ['query=%zz', 'query'],
    ['query=%u00e9', 'query'],
    ['query=%C0%AF', 'query'],
    ['query=%E0%80%AF', 'query'],
    ['query=%ED%A0%80', 'query'],
    ['query=%F4%90%80%80', 'query'],
    ['query=%C3&k=%A9', 'query'],
    ['query=tide&filter.sites=%FFexample.org', 'filter.sites'],
    ['query=tide&%E9=1', '%E9'],
    ['query=tide&k=3&index=%ff', 'index'],
  ])('%s is refused and the place named', async (text, field) => {
    for (const path of [
      '/v1/search',
      '/v1/documents/limpet',
      '/v1/documents/limpet/links',
      '/healthz',
      '/v1/indexes',
    ]) {
      const response = await running.get(`${path}?${text}`);
      const { error } = await jsonOf(response);
      expect([response.status, error.code, error.facts.field], path).toEqual([400, 'INVALID_REQUEST', field]);
    }
  });

  it.each([
    ['query=caf%C3%A9', 'café'],
    ['query=caf%c3%a9+au%20lait', 'café au lait'],
    ['query=a%2Bb', 'a+b'],
    ['query=100%2525', '100%25'],
    ['query=%F0%9F%A6%80', '🦀'],
    ['query=a=b', 'a=b'],
    ['query=a?b/c;d', 'a?b/c;d'],
    ['%71uery=tide', 'tide'],
    ['&&query=tide&', 'tide'],
  ])('%s is read', async (text, query) => {
    const response = await running.get(`/v1/search?${text}`);
    expect([response.status, (await jsonOf(response)).query]).toEqual([200, query]);
  });

  it.each([
    'query=a&query=b',
    'query=tide&k=1&k=1',
    'query=tide&index=shore&index=shore',
    'query=tide&snippet.tokens=1&snippet.tokens=2',
  ])('%s names twice what may stand once, and is refused', async (text) => {
    expect((await running.get(`/v1/search?${text}`)).status).toBe(400);
  });

  it('gives back any text that was encoded, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (query) => {
        const response = await running.get(`/v1/search?query=${encodeURIComponent(query)}`);
        expect((await jsonOf(response)).query).toBe(query);
      }),
      { numRuns: 50 },
    );
  });
});

describe('any target', () => {
  it('is taken only where each of its escapes is UTF-8', () => {
    const unit = fc.constantFrom(...'%%%%0123456789abcdefABCDEF/?&=+. #é\0'.split(''), '%C3%A9', '%E9', '%ED%A0%80');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (rest) => {
        const url = `/${rest}`;
        const bytes = new Uint8Array(
          [...url.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))].map((c) =>
            c.charCodeAt(0),
          ),
        );
        const escapesAreWhole = !/%(?![0-9a-f]{2})/i.test(url);
        const isUtf8 = Buffer.from(new TextDecoder().decode(bytes)).equals(bytes);
        const isRight = escapesAreWhole && isUtf8 && /^[\x21-\x7e]*$/.test(url) && !url.includes('#');
        let isTaken = true;
        try {
          checkTarget(url);
        } catch {
          isTaken = false;
        }
        expect(isTaken).toBe(isRight);
      }),
      { numRuns: 3000 },
    );
  });
});
