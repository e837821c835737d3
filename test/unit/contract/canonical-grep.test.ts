import { describe, expect, it } from 'vitest';
import { readAnswerKey } from '../../../src/contract/answer-key.ts';
import { canonicalizeGrep } from '../../../src/contract/canonical-grep.ts';
import { bindingOf, checkBinding, formatGrepCursor, parseGrepCursor } from '../../../src/contract/grep-cursor.ts';
import { canonicalGrepKey } from '../../../src/contract/request-key.ts';
import { MAX_GREP_LINES_AROUND, MAX_GREP_MATCHES, MAX_GREP_PATTERN_BYTES } from '../../../src/limits.ts';

const BINDING = '0123456789abcdef';

describe('a canonical grep', () => {
  it('has every default filled in and takes the pattern as a text', () => {
    expect(canonicalizeGrep({ pattern: 'f(x)' })).toEqual({
      request: {
        pattern: 'f(x)',
        regexp: false,
        ignoreCase: false,
        wholeWords: false,
        linesBefore: 0,
        linesAfter: 0,
        limit: 100,
      },
    });
  });

  it('sorts its filter as that of a search, and leaves out one that restricts nothing', () => {
    const { request } = canonicalizeGrep({ pattern: 'a', filter: { ids: ['b', 'a', 'b'] } });
    expect(request.filter).toEqual({ ids: ['a', 'b'] });
    expect(canonicalizeGrep({ pattern: 'a', filter: {} }).request).not.toHaveProperty('filter');
  });

  it('refuses what no line can hold', () => {
    expect(() => canonicalizeGrep({ pattern: 'a\nb' })).toThrow(/line feed/);
    expect(() => canonicalizeGrep({ pattern: '' })).toThrow(/pattern/);
    expect(() => canonicalizeGrep({})).toThrow(/pattern/);
  });

  it('refuses what is beyond the limits, and takes what is at them', () => {
    const pattern = 'é'.repeat(MAX_GREP_PATTERN_BYTES / 2);
    expect(canonicalizeGrep({ pattern }).request.pattern).toBe(pattern);
    expect(() => canonicalizeGrep({ pattern: `${pattern}e` })).toThrow(/1025 bytes/);
    const limit = MAX_GREP_MATCHES;
    expect(canonicalizeGrep({ pattern: 'a', limit }).request.limit).toBe(limit);
    expect(() => canonicalizeGrep({ pattern: 'a', limit: limit + 1 })).toThrow(/limit/);
    const lines = MAX_GREP_LINES_AROUND;
    expect(canonicalizeGrep({ pattern: 'a', linesAfter: lines }).request.linesAfter).toBe(lines);
    expect(() => canonicalizeGrep({ pattern: 'a', linesBefore: lines + 1 })).toThrow(/linesBefore/);
  });

  it('replaces lone surrogates in its pattern', () => {
    expect(canonicalizeGrep({ pattern: 'a\ud800' }).request.pattern).toBe('a\ufffd');
  });

  it('names a field that it does not know and the one that was meant', () => {
    expect(() => canonicalizeGrep({ pattern: 'a', regex: true })).toThrow(/regex/);
  });
});

describe('the key of a grep', () => {
  it('is read back as the same grep', () => {
    const cursor = formatGrepCursor({ document: 41, offset: 7000, binding: BINDING });
    const body = { pattern: '(a|b)\\d "', regexp: true, ignoreCase: true, wholeWords: true, linesBefore: 2, limit: 5 };
    const { request } = canonicalizeGrep({ ...body, cursor, filter: { sites: ['Example.org'] } });
    const asked = readAnswerKey(canonicalGrepKey('wiki', request));
    expect(asked).toEqual({ kind: 'grep', shape: null, treatments: [], indexName: 'wiki', request });
    const bare = canonicalizeGrep({ pattern: 'a' }).request;
    expect(readAnswerKey(canonicalGrepKey('wiki', bare))).toMatchObject({ request: bare });
  });

  it('differs where any field differs', () => {
    const bodies = [
      { pattern: 'a' },
      { pattern: 'b' },
      { pattern: 'a', regexp: true },
      { pattern: 'a', ignoreCase: true },
      { pattern: 'a', wholeWords: true },
      { pattern: 'a', linesBefore: 1 },
      { pattern: 'a', linesAfter: 1 },
      { pattern: 'a', limit: 1 },
      { pattern: 'a', filter: { ids: ['a'] } },
      { pattern: 'a', cursor: formatGrepCursor({ document: 1, offset: 0, binding: BINDING }) },
    ];
    const keys = bodies.map((body) => canonicalGrepKey('wiki', canonicalizeGrep(body).request));
    expect(new Set(keys).size).toBe(bodies.length);
  });
});

describe('the cursor of a grep', () => {
  it('is read back as the place that it was made of', () => {
    const place = { document: 123_456, offset: 16_777_216, binding: BINDING };
    expect(parseGrepCursor(formatGrepCursor(place))).toEqual(place);
  });

  it.each([
    '',
    'x',
    '01-0-0123456789abcdef',
    '1-0-0123456789ABCDEF',
    '1-0-0123',
    '-1-0-0123456789abcdef',
    '1-0-0123456789abcdef\n',
  ])('is refused when it is written as %j', (text) => {
    expect(() => parseGrepCursor(text)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
  });

  it('is bound to the index and to all that decides what matches, and to nothing else', () => {
    const { request } = canonicalizeGrep({ pattern: 'a', filter: { ids: ['x'] } });
    const place = { document: 0, offset: 0, binding: bindingOf('id', request) };
    const refuses = (id: string, other: object) => () => checkBinding(place, id, { ...request, ...other });
    const refusal = expect.objectContaining({ code: 'CURSOR_INVALID' });
    expect(refuses('other', {})).toThrow(refusal);
    for (const other of [
      { pattern: 'b' },
      { regexp: true },
      { ignoreCase: true },
      { wholeWords: true },
      { filter: undefined },
    ]) {
      expect(refuses('id', other)).toThrow(refusal);
    }
    expect(refuses('id', { limit: 1, linesBefore: 3, linesAfter: 4 })).not.toThrow();
  });
});
