import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entityTag, matchesEntityTag } from '../../../src/api/etag.ts';
import { countHits, documentBody, fetchBody, searchBody } from '../../../src/api/response-body.ts';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import { MAX_RESPONSE_BYTES } from '../../../src/limits.ts';
import { MemoryBackend } from '../../support/memory-backend.ts';

const [index] = new MemoryBackend().indexes;
const reference = JSON.stringify({ name: index.name, id: index.id });

describe('the body of a search', () => {
  it('has its keys in their order', () => {
    const one = searchBody(index, canonicalizeSearch({ query: 'say "x"' }), ['[]']);
    expect(one).toBe(`{"index":${reference},"query":"say \\"x\\"","hits":[]}`);
    const batch = searchBody(index, canonicalizeSearch({ queries: ['a', 'b'] }), ['[]', '[1]']);
    expect(batch).toBe(`{"index":${reference},"results":[{"query":"a","hits":[]},{"query":"b","hits":[1]}]}`);
  });

  it('is never shorter than the batch', () => {
    expect(() => searchBody(index, canonicalizeSearch({ queries: ['a', 'b'] }), ['[]'])).toThrow(TypeError);
  });

  it('is bounded in bytes', () => {
    const search = canonicalizeSearch({ query: '' });
    const around = Buffer.byteLength(searchBody(index, search, ['']));
    const largest = 'é'.repeat((MAX_RESPONSE_BYTES - around) / 2);
    const rest = MAX_RESPONSE_BYTES - around - Buffer.byteLength(largest);
    expect(Buffer.byteLength(searchBody(index, search, [largest + 'a'.repeat(rest)]))).toBe(MAX_RESPONSE_BYTES);
    expect(() => searchBody(index, search, [`${largest}${'a'.repeat(rest)}a`])).toThrow(
      expect.objectContaining({ code: 'RESPONSE_TOO_LARGE' }),
    );
  });
});

describe('the number of hits', () => {
  it('is read from the JSON text of any hits', () => {
    const title = fc.oneof(fc.string(), fc.constant('{"rank":77'), fc.constant('\\{"rank":'));
    fc.assert(
      fc.property(fc.array(title, { maxLength: 5 }), fc.nat(9000), (titles, offset) => {
        const hits = titles.map((each, i) => ({ rank: offset + i + 1, id: each, title: each }));
        expect(countHits(JSON.stringify(hits), offset)).toBe(titles.length);
      }),
    );
  });
});

describe('the body of a document', () => {
  it('has its keys in their order, whatever order the backend made them in', () => {
    const document = { links: [], range: { total: 3, end: 2, start: 1 }, text: 't', title: 'T', url: null, id: 'a' };
    const text = '{"id":"a","url":null,"title":"T","text":"t","range":{"start":1,"end":2,"total":3},"links":[]}';
    expect(documentBody(index, document)).toBe(`{"index":${reference},"document":${text}}`);
    expect(fetchBody(index, [document, document])).toBe(`{"index":${reference},"documents":[${text},${text}]}`);
  });
});

describe('an entity tag', () => {
  const tag = entityTag('0f', 'key');

  it('is quoted and differs by index and by request', () => {
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(new Set([tag, entityTag('0e', 'key'), entityTag('0f', 'kez'), entityTag('0', 'f\nkey')]).size).toBe(4);
  });

  it.each([tag, `W/${tag}`, '*', `"x", ${tag}`, `"x",W/${tag} , "y"`])('is matched by %s', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(true);
  });

  it.each([undefined, '', '"x"', tag.slice(1, -1), tag.slice(0, -2)])('is not matched by %s', (header) => {
    expect(matchesEntityTag(header, tag)).toBe(false);
  });
});
