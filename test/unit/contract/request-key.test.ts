import { describe, expect, it } from 'vitest';
import { readAnswerKey } from '../../../src/contract/answer-key.ts';
import { canonicalizeFetch } from '../../../src/contract/canonical-fetch.ts';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import {
  canonicalFetchKey,
  canonicalLinksKey,
  canonicalRequestKey,
  readRequestKey,
} from '../../../src/contract/request-key.ts';

const keyOf = (body: unknown, indexName = 'shore'): string => {
  const { request, isBatch } = canonicalizeSearch(body);
  return canonicalRequestKey(indexName, { mode: 'bm25', ...request }, isBatch);
};

/** Searches of which no two may get the same answer: between them they use every member of a request. */
const different = [
  { query: 'a' },
  { queries: ['a'] },
  { queries: ['a', 'b'] },
  { queries: ['b', 'a'] },
  { queries: ['a,b'] },
  { query: 'a', k: 1 },
  { query: 'a', offset: 1 },
  { query: 'a', mode: 'dense' },
  { query: 'a', unit: 'passage' },
  { query: 'a', snippet: false },
  { query: 'a', snippet: { tokens: 1 } },
  { query: 'a', text: true },
  { query: 'a', text: true, maxChars: 1 },
  { query: 'a', explain: true },
  { query: 'a', exact: true },
  { query: 'a', rerank: 'exact' },
  { query: 'a', rerank: 'toy' },
  { query: 'a', rerank: 'toy', exact: true },
  { query: 'a', rerank: 'toy', rerankDepth: 1 },
  { query: 'a', rerank: 'toy', rerankDepth: 12 },
  { query: 'a', requestWords: false },
  { query: 'a', fuzzy: false },
  { query: 'a', requestWords: false, fuzzy: false },
  { query: 'a', denseShare: 0 },
  { query: 'a', denseShare: 100 },
  { query: 'a', minCoverage: 0.001 },
  { query: 'a', minCoverage: 1 },
  { query: 'a', minScore: 1 },
  { query: 'a', minScore: Number.MAX_SAFE_INTEGER },
  { query: 'a', collapse: false },
  { query: 'a', collapse: 'identical' },
  { query: 'a', rerank: 'collapse' },
  { query: 'a', unit: 'passage', text: true },
  { query: 'a', unit: 'passage', text: true, expand: 1 },
  { query: 'a', unit: 'passage', text: true, expand: 10 },
  { query: 'a', unit: 'passage', text: true, expand: 1, maxChars: 1, collapse: false, rerank: 'toy' },
  { query: 'a', filter: { sites: ['x'] } },
  { query: 'a', filter: { excludeSites: ['x'] } },
  { query: 'a', filter: { after: '2020-01-01' } },
  { query: 'a', filter: { before: '2020-01-01' } },
  { query: 'a', filter: { languages: ['x'] } },
  { query: 'a', filter: { ids: ['x'] } },
  { query: 'a', filter: { excludeIds: ['x'] } },
  { query: 'a', filter: { excludeUrls: ['https://x/'] } },
  { query: 'a', filter: { excludeStrings: ['x'] } },
  { query: 'a', filter: { excludeUrls: ['https://x/'], excludeStrings: ['x'] } },
  { query: 'a', filter: { excludeStrings: ['x'], where: { field: 'x', eq: 1 } } },
  { query: 'a', filter: { where: { field: 'x', eq: 1 } } },
  { query: 'a', filter: { where: { field: 'x', eq: '1' } } },
  { query: 'a', filter: { where: { field: 'x', gt: 1 } } },
  { query: 'a', filter: { where: { not: { field: 'x', gt: 1 } } } },
  { query: 'a', filter: { where: { field: 'x', exists: true } } },
  { query: 'a', instruction: 'x' },
  { query: 'a', instruction: 'y' },
  { query: 'a', instruction: 'x', rerank: 'x' },
  { query: 'a', fields: true },
  { query: 'a', fields: ['x'] },
  { query: 'a', fields: ['true'] },
  { query: 'a', unit: 'passage', text: true, expand: 1, fields: ['x', 'y'] },
];

describe('the key of a search', () => {
  it('is the same however the same search is written', () => {
    const written = [
      { query: 'a' },
      {
        offset: 0,
        query: 'a',
        k: 10,
        snippet: {},
        unit: 'document',
        explain: false,
        exact: false,
        text: false,
        rerank: 'none',
        collapse: true,
        expand: 0,
      },
      { query: 'a', collapse: 'duplicates' },
      { query: 'a', session: 's', context: 'c', filter: {}, mode: 'bm25', index: 'shore@0f' },
    ];
    expect(new Set(written.map((body) => keyOf(body))).size).toBe(1);
    expect(keyOf({ query: 'a', filter: { ids: ['y', 'x', 'y'] } })).toBe(
      keyOf({ query: 'a', filter: { ids: ['x', 'y'] } }),
    );
  });

  it('of a request that takes what the index does by itself names none of the levers', () => {
    const usual = { exact: false, rerank: 'none', requestWords: true, fuzzy: true, minCoverage: 0, minScore: 0 };
    expect(keyOf({ query: 'a', ...usual })).toBe(
      '[2,"search","shore",false,["a"],"bm25",10,0,"document",null,64,false,null,false]',
    );
    expect(keyOf({ query: 'a', exact: true })).toBe(
      '[2,"search","shore",false,["a"],"bm25",10,0,"document",null,64,false,null,false,"exact"]',
    );
    const changed = { requestWords: false, fuzzy: false, denseShare: 0, minCoverage: 0.25, minScore: 7 };
    expect(keyOf({ query: 'a', ...changed })).toBe(
      '[2,"search","shore",false,["a"],"bm25",10,0,"document",null,64,false,null,false,' +
        '"requestWords false","fuzzy false","denseShare 0","minCoverage 0.25","minScore 7"]',
    );
  });

  it('tells apart what two models order, and names none where there is none', () => {
    const { request } = canonicalizeSearch({ query: 'a', mode: 'bm25', rerank: 'cross-encoder', rerankDepth: 20 });
    const keys = ['aa', 'bb', undefined].map((rerankModel) =>
      canonicalRequestKey('shore', { ...request, rerankModel }, false),
    );
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toMatch(/"rerank cross-encoder","rerankDepth 20","rerankModel aa"\]$/);
    expect(readRequestKey(keys[0]).request).toEqual({ ...request, rerankModel: 'aa' });
    expect(readRequestKey(keys[2]).request).toEqual(request);
  });

  it('tells the whole request', () => {
    const bodies = [
      { query: 'a "b" \ud83d\ude42' },
      { queries: ['a', ''], k: 7, offset: 3, unit: 'passage', snippet: false, explain: true, mode: 'dense' },
      { query: 'a', text: true, maxChars: 5, snippet: { tokens: 3 } },
      { query: 'a', mode: 'hybrid', exact: true },
      { query: 'a', filter: { sites: ['x'], after: '2020-01-01', ids: ['1'] } },
      { query: 'a', filter: { excludeSites: ['x'], before: '2020-01-01', languages: ['de'], excludeIds: ['1'] } },
      ...different,
    ];
    for (const body of bodies) {
      const { request, isBatch } = canonicalizeSearch(body);
      const asked = { mode: 'bm25', ...request } as const;
      expect(readRequestKey(canonicalRequestKey('shore', asked, isBatch))).toEqual({
        indexName: 'shore',
        request: asked,
        isBatch,
      });
    }
  });

  it('differs wherever the answer may', () => {
    expect(new Set(different.map((body) => keyOf(body))).size).toBe(different.length);
    expect(keyOf({ query: 'a' }, 'other')).not.toBe(keyOf({ query: 'a' }));
  });
});

describe('the key of a fetch', () => {
  it('differs wherever the answer may', () => {
    const key = (body: unknown) => canonicalFetchKey('shore', canonicalizeFetch(body).request, 'fetch');
    const keys = [
      key({ ids: ['a'] }),
      key({ urls: ['a'] }),
      key({ ids: ['a'], urls: ['a'] }),
      key({ ids: ['a'], offset: 1 }),
      key({ ids: ['a'], maxChars: 1 }),
      key({ ids: ['a'], find: 'x' }),
      canonicalFetchKey('shore', canonicalizeFetch({ ids: ['a'] }).request, 'document'),
      canonicalLinksKey('shore', 'a'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the key of a fetch by numbers', () => {
  it('says the numbers, and that of any other is as it was', () => {
    const range = { offset: 0, maxChars: 5 };
    const key = canonicalFetchKey('wiki', { numbers: [3, 0], ...range }, 'fetch');
    expect(readAnswerKey(key)).toMatchObject({ kind: 'fetch', request: { numbers: [3, 0], ...range } });
    const plain = canonicalFetchKey('wiki', { ids: ['a'], ...range }, 'fetch');
    expect(JSON.parse(plain)).toHaveLength(8);
    expect(readAnswerKey(plain)).toMatchObject({ request: { ids: ['a'] } });
    expect(readAnswerKey(plain)).not.toHaveProperty('request.numbers');
  });
});
