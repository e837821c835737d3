import { describe, expect, it } from 'vitest';
import type { GrepRequest } from '../../../src/contract/grep.ts';
import type { FetchedDocument, SearchRequest } from '../../../src/contract/search.ts';
import { MAX_RESPONSE_BYTES } from '../../../src/limits.ts';
import { nativeShape } from '../../../src/serving/native-shape.ts';
import { writeBody } from '../../../src/serving/written-answer.ts';

const frame = { index: { name: 'shore', id: '0f' }, parameters: undefined };
const head = '{"index":{"name":"shore","id":"0f"}';

/** @param hits as they are written, of each query */
function searchBody(queries: readonly string[], isBatch: boolean, hits: readonly string[]): string {
  const found = hits.map((text) => ({
    count: 1,
    hits: () => [],
    write: (out: { text(t: string): void }) => out.text(text),
  }));
  const request = { queries } as SearchRequest;
  return textOf((out) => nativeShape.writeSearch?.({ ...frame, request, isBatch, found }, out));
}

function fetchBody(documents: readonly FetchedDocument[], isSingle: boolean): string {
  return textOf((out) => nativeShape.writeFetch?.({ ...frame, documents, isSingle }, out));
}

function textOf(write: Parameters<typeof writeBody>[0]): string {
  return Buffer.from(writeBody(write)).toString('utf8');
}

describe('the native answer to a search', () => {
  it('has its keys in their order', () => {
    expect(searchBody(['say "x"'], false, [''])).toBe(`${head},"query":"say \\"x\\"","hits":[]}`);
    expect(searchBody(['a'], true, ['1'])).toBe(`${head},"results":[{"query":"a","hits":[1]}]}`);
    expect(searchBody(['a', 'b'], true, ['', '1,"é漢🙂"'])).toBe(
      `${head},"results":[{"query":"a","hits":[]},{"query":"b","hits":[1,"é漢🙂"]}]}`,
    );
  });

  it('is bounded in bytes, not in characters', () => {
    const around = Buffer.byteLength(searchBody([''], false, ['']));
    const largest = 'é'.repeat((MAX_RESPONSE_BYTES - around) >> 1);
    const rest = 'a'.repeat((MAX_RESPONSE_BYTES - around) % 2);
    expect(searchBody([''], false, [largest + rest])).toHaveLength(around + largest.length + rest.length);
    const bytes = MAX_RESPONSE_BYTES + 1;
    expect(() => searchBody([''], false, [`${largest}${rest}a`])).toThrow(
      expect.objectContaining({ code: 'RESPONSE_TOO_LARGE', facts: { bytes, maxBytes: MAX_RESPONSE_BYTES } }),
    );
    expect(searchBody(['after'], false, ['1'])).toContain('after');
  });
});

describe('the native answer to a grep', () => {
  it('has its keys in their order, whatever order they were made in', () => {
    const around = { after: ['y'], before: ['x'], highlights: [[0, 1] as const], text: 'a' };
    const match = { ...around, end: 3, start: 2, line: 2, title: 'T', url: null, id: 'd' };
    const page = { next: null, cutLines: 0, documents: 9, scanned: 4, matches: [match, match] };
    const text =
      '{"id":"d","url":null,"title":"T","line":2,"start":2,"end":3,"text":"a","highlights":[[0,1]],"before":["x"],"after":["y"]}';
    const write = (matches: typeof page.matches) =>
      textOf((out) =>
        nativeShape.writeGrep?.({ ...frame, request: {} as GrepRequest, page: { ...page, matches } }, out),
      );
    expect(write(page.matches)).toBe(
      `${head},"matches":[${text},${text}],"scanned":4,"documents":9,"cutLines":0,"next":null}`,
    );
    expect(write([])).toBe(`${head},"matches":[],"scanned":4,"documents":9,"cutLines":0,"next":null}`);
  });
});

describe('the native body of a document', () => {
  it('has its keys in their order, whatever order the index made them in', () => {
    const document = { links: [], range: { total: 3, end: 2, start: 1 }, text: 't', title: 'T', url: null, id: 'a' };
    const text = '{"id":"a","url":null,"title":"T","text":"t","range":{"start":1,"end":2,"total":3},"links":[]}';
    expect(fetchBody([document], true)).toBe(`${head},"document":${text}}`);
    expect(fetchBody([document, document], false)).toBe(`${head},"documents":[${text},${text}]}`);
  });

  it('names one that is not there in its place, and is refused for one that was asked for by its path', () => {
    const error = { code: 'DOCUMENT_NOT_FOUND', message: 'none' } as const;
    const missing = { id: 'a', url: null, error };
    expect(JSON.parse(fetchBody([missing], false)).documents).toEqual([missing]);
    expect(() => fetchBody([missing], true)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND', message: 'none', facts: { id: 'a' } }),
    );
  });

  it('lists links in their order of keys', () => {
    const linked = { title: 'T', url: null, id: 'b' };
    const body = textOf((out) =>
      nativeShape.writeLinks?.({ ...frame, links: { id: 'a', outgoing: [linked], incoming: [] } }, out),
    );
    expect(body).toBe(`${head},"id":"a","outgoing":[{"id":"b","url":null,"title":"T"}],"incoming":[]}`);
  });
});
