import { describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import { MAX_LIST_BYTES, MAX_RESPONSE_BYTES } from '../../../src/limits.ts';
import { newCallRecord } from '../../../src/serving/call-record.ts';
import type { SearchBackend } from '../../../src/serving/search-backend.ts';
import { SearchService } from '../../../src/serving/search-service.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

const asked = (query: string) => ({
  asked: { kind: 'search' as const, ...canonicalizeSearch({ query }) },
  shape: null,
});

/** Answers of so many bytes each. */
async function serviceOf(bytes: number): Promise<SearchService> {
  const memory = new MemoryBackend();
  const backend: SearchBackend = {
    indexes: memory.indexes,
    workers: 1,
    serviceMs: 0,
    answer: async () => ({ body: new Uint8Array(bytes).fill(0x37), hits: 1 }),
    close: () => memory.close(),
  };
  const service = new SearchService();
  await service.swap(backend);
  return service;
}

describe('a list of requests', () => {
  it('has commas between its answers, and around them what is asked for', async () => {
    const service = await serviceOf(2);
    const run = (around?: readonly [string, string]) =>
      service.prepareList(service.enter(), [asked('a'), asked('b')], newCallRecord(), around).run();
    expect(Buffer.from((await run()).body).toString()).toBe('[77,77]');
    const { body, hits } = await run(['{"result":[', ']}']);
    expect(Buffer.from(body).toString()).toBe('{"result":[77,77]}');
    expect(hits).toBe(2);
    await service.close();
  });

  it('has another key with another frame around it', async () => {
    const service = await serviceOf(2);
    const key = (around?: readonly [string, string]) =>
      service.prepareList(service.enter(), [asked('a')], newCallRecord(), around).key;
    expect(key()).toBe(key(['[', ']']));
    expect(key(['{"a":[', ']}'])).not.toBe(key(['{"b":[', ']}']));
  });

  it('is answered in order, a few at a time, and no more are begun after one that fails', async () => {
    const memory = new MemoryBackend();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const backend: SearchBackend = {
      indexes: memory.indexes,
      workers: 1,
      serviceMs: 0,
      answer: (key) =>
        new Promise((resolve, reject) => {
          const [query] = /q\d/.exec(key) ?? [''];
          begun.push(query);
          ends.push(() =>
            query === 'q4' ? reject(new Error('q4')) : resolve({ body: Buffer.from(`"${query}"`), hits: 1 }),
          );
        }),
      close: () => memory.close(),
    };
    const service = new SearchService();
    await service.swap(backend);
    const ask = (queries: readonly string[]) =>
      service.prepareList(service.enter(), queries.map(asked), newCallRecord()).run();
    const three = ask(['q1', 'q2', 'q3']);
    expect(begun).toEqual(['q1', 'q2']);
    ends[1]();
    await expect.poll(() => begun).toEqual(['q1', 'q2', 'q3']);
    ends[2]();
    ends[0]();
    expect(Buffer.from((await three).body).toString()).toBe('["q1","q2","q3"]');
    const failing = ask(['q4', 'q5', 'q6', 'q7']);
    ends[3]();
    ends[4]();
    await expect(failing).rejects.toThrow('q4');
    expect(begun.slice(3)).toEqual(['q4', 'q5']);
    await service.close();
  });

  it('is refused whole when its answers are too large together', async () => {
    const service = await serviceOf(MAX_RESPONSE_BYTES);
    const parts = Array.from({ length: MAX_LIST_BYTES / MAX_RESPONSE_BYTES }, () => asked('a'));
    await expect(service.prepareList(service.enter(), parts, newCallRecord()).run()).rejects.toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
      facts: { maxBytes: MAX_LIST_BYTES },
    });
    const fewer = await service.prepareList(service.enter(), parts.slice(1), newCallRecord()).run();
    expect(fewer.body.byteLength).toBeGreaterThan(MAX_LIST_BYTES - MAX_RESPONSE_BYTES);
    await service.close();
  });
});
