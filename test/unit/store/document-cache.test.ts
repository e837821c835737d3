import { describe, expect, it } from 'vitest';
import type { ShownDocument } from '../../../src/format/documents.ts';
import { DocumentCache } from '../../../src/store/document-cache.ts';

function makeDocument(text: string): ShownDocument {
  return { id: 'd', title: '', text, url: null, date: null };
}

describe('the cache of documents', () => {
  it('gives back what was added, and nothing else', () => {
    const cache = new DocumentCache(10_000);
    const document = makeDocument('text');
    cache.add(7, document);
    expect(cache.get(7)).toBe(document);
    expect(cache.get(8)).toBeUndefined();
  });

  it('drops what was not used for the longest time, and stays within its bound', () => {
    const cache = new DocumentCache(5000);
    const used: number[] = [];
    for (let number = 0; number < 100; number++) {
      cache.add(number, makeDocument('x'.repeat(500)));
      expect(cache.bytes).toBeLessThanOrEqual(5000);
      if (cache.get(0) !== undefined) used.push(number);
    }
    expect(used).toHaveLength(100);
    expect(cache.get(99)).toBeDefined();
    expect(cache.get(98)).toBeDefined();
    expect(cache.get(96)).toBeUndefined();
  });

  it('keeps nothing that exceeds the bound alone, and drops nothing for it', () => {
    const cache = new DocumentCache(5000);
    cache.add(1, makeDocument('small'));
    cache.add(2, makeDocument('x'.repeat(5000)));
    expect(cache.get(2)).toBeUndefined();
    expect(cache.get(1)).toBeDefined();
  });
});
