import { describe, expect, it } from 'vitest';
import { batchFetch, batchSearch, cutQuery, queriesOf, urlsOf } from '../../../../src/dialects/parts/batch.ts';
import { MAX_QUERY_BYTES, MAX_TRAINING_QUERIES, MAX_TRAINING_URLS } from '../../../../src/limits.ts';

const AROUND = ['{"result":[', ']}'] as const;

describe('queries of a batch', () => {
  it('are a list of strings, or one string', () => {
    expect(queriesOf(['a', ''], 'queries')).toEqual(['a', '']);
    expect(queriesOf('a', 'queries')).toEqual(['a']);
  });

  it.each([undefined, null, 7, {}, ['a', null], [['a']]])('are not %j', (value) => {
    expect(() => queriesOf(value, 'query_list')).toThrow('query_list must be a string or a list of strings');
  });

  it('are as many as a training step has, and no more', () => {
    const full = Array<string>(MAX_TRAINING_QUERIES).fill('a');
    expect(queriesOf(full, 'queries')).toHaveLength(MAX_TRAINING_QUERIES);
    expect(() => queriesOf([...full, 'a'], 'queries')).toThrow('at most 4096 are taken');
  });

  it('are cut to what a query may have, between characters', () => {
    expect(cutQuery('a'.repeat(MAX_QUERY_BYTES))).toHaveLength(MAX_QUERY_BYTES);
    expect(cutQuery('a'.repeat(MAX_QUERY_BYTES + 1))).toHaveLength(MAX_QUERY_BYTES);
    const cut = cutQuery(`a${'🗼'.repeat(MAX_QUERY_BYTES)}`);
    expect(Buffer.byteLength(cut)).toBe(MAX_QUERY_BYTES - 3);
    expect(cut.isWellFormed()).toBe(true);
  });
});

describe('a search of a batch', () => {
  it('goes in parts, in order, each with the same wishes', () => {
    const queries = Array.from({ length: 70 }, (_, i) => `q${i}`);
    const question = batchSearch(queries, { k: 4 }, { scores: true }, AROUND);
    if (!('questions' in question)) throw new TypeError('no list of questions');
    const parts = question.questions.map(({ asked }) => (asked.kind === 'search' ? asked.request : null));
    expect(parts.map((request) => request?.queries.length)).toEqual([32, 32, 6]);
    expect(parts.flatMap((request) => request?.queries)).toEqual(queries);
    expect(parts.map((request) => request?.k)).toEqual([4, 4, 4]);
    expect(question.around).toEqual(AROUND);
  });

  it('of no query is known at once', () => {
    expect(batchSearch([], { k: 4 }, undefined, AROUND)).toEqual({ body: { result: [] } });
  });
});

describe('pages by their addresses', () => {
  it('are fetched in parts of fifty', () => {
    const urls = Array.from({ length: 120 }, (_, i) => `https://a.example/${i}`);
    const question = batchFetch(urls, undefined, AROUND);
    if (!('questions' in question)) throw new TypeError('no list of questions');
    const parts = question.questions.map(({ asked }) => (asked.kind === 'fetch' ? (asked.request.urls ?? []) : []));
    expect(parts.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(parts.flat()).toEqual(urls);
    expect(batchFetch([], undefined, ['[', ']'])).toEqual({ body: [] });
  });

  it('keep the commas of an address that stands alone', () => {
    expect(urlsOf('https://a.example/x,y', 'urls')).toEqual(['https://a.example/x,y']);
  });

  it('are a thousand at most', () => {
    const full = Array<string>(MAX_TRAINING_URLS).fill('https://a.example/');
    expect(urlsOf(full, 'urls')).toHaveLength(MAX_TRAINING_URLS);
    expect(() => urlsOf([...full, 'x'], 'urls')).toThrow('at most 1000 are read at once');
    expect(() => urlsOf(undefined, 'urls')).toThrow('urls must be a list of strings');
  });
});
