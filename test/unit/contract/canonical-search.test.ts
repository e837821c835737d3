import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import { StillwebError } from '../../../src/errors.ts';
import {
  MAX_BATCH_QUERIES,
  MAX_CONTEXT_BYTES,
  MAX_DEPTH,
  MAX_EXPAND,
  MAX_FETCH_CHARACTERS,
  MAX_FILTER_ENTRIES,
  MAX_K,
  MAX_QUERY_BYTES,
  MAX_RERANK_DEPTH,
  MAX_SESSION_BYTES,
  MAX_SNIPPET_TOKENS,
} from '../../../src/limits.ts';

function refusal(body: unknown): StillwebError {
  try {
    canonicalizeSearch(body);
  } catch (error) {
    if (error instanceof StillwebError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(body).slice(0, 100)} was accepted`);
}

describe('a canonical search', () => {
  it('has every default filled in', () => {
    expect(canonicalizeSearch({ query: 'tide' })).toEqual({
      request: {
        queries: ['tide'],
        k: 10,
        offset: 0,
        unit: 'document',
        snippet: { tokens: 64 },
        text: false,
        explain: false,
      },
      isBatch: false,
    });
  });

  it('keeps what stands beside the ranking out of the request', () => {
    const { request, session, context } = canonicalizeSearch({ query: 'tide', session: 's1', context: 'why' });
    expect([session, context]).toEqual(['s1', 'why']);
    expect(request).toEqual(canonicalizeSearch({ query: 'tide' }).request);
  });

  it('marks a batch of one as a batch', () => {
    expect(canonicalizeSearch({ queries: ['tide'] })).toMatchObject({ isBatch: true, request: { queries: ['tide'] } });
  });

  it('divides a pinned index at its last @', () => {
    expect(canonicalizeSearch({ query: '', index: 'a@b@0f' }).index).toEqual({ name: 'a@b', id: '0f' });
    expect(canonicalizeSearch({ query: '', index: 'shore' }).index).toEqual({ name: 'shore' });
  });

  it('replaces lone surrogates', () => {
    expect(canonicalizeSearch({ query: 'a\ud800b' }).request.queries).toEqual(['a\ufffdb']);
  });

  it('accepts any text as a query, or refuses it for its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 9000 }), (query) => {
        const bytes = Buffer.byteLength(query.toWellFormed());
        if (bytes > MAX_QUERY_BYTES) expect(refusal({ query }).code).toBe('QUERY_TOO_LONG');
        else expect(canonicalizeSearch({ query }).request.queries).toEqual([query.toWellFormed()]);
      }),
    );
  });
});

describe('a filter', () => {
  it('is sorted, without repeats, in lower case, without empty lists', () => {
    const filter = {
      sites: ['B.example', 'a.example', 'b.example'],
      excludeSites: [],
      excludeIds: [],
      languages: ['EN'],
    };
    expect(canonicalizeSearch({ query: '', filter }).request.filter).toEqual({
      sites: ['a.example', 'b.example'],
      languages: ['en'],
    });
  });

  it('that excludes nothing is no filter', () => {
    expect(canonicalizeSearch({ query: '', filter: { excludeIds: [] } }).request).not.toHaveProperty('filter');
  });

  it.each(['2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-01-00'])(
    'refuses %s, which no calendar has',
    (after) => {
      expect(refusal({ query: '', filter: { after } }).facts).toEqual({ field: 'filter.after', date: after });
    },
  );

  it.each(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('takes %s', (before) => {
    expect(canonicalizeSearch({ query: '', filter: { before } }).request.filter).toEqual({ before });
  });

  it('refuses a range that ends before it starts', () => {
    expect(refusal({ query: '', filter: { after: '2024-01-02', before: '2024-01-01' } }).code).toBe('INVALID_REQUEST');
  });

  it.each(['https://a.example', 'a.example/x', 'a.example:80', 'a b', ''])('refuses %j as a host', (site) => {
    expect(refusal({ query: '', filter: { sites: [site] } }).facts).toMatchObject({ field: 'filter.sites.0' });
  });

  it.each(['sites', 'languages', 'ids'])('refuses an empty list of %s, which would rank nothing', (name) => {
    expect(refusal({ query: '', filter: { [name]: [] } }).facts).toMatchObject({ field: `filter.${name}` });
  });
});

describe('the numbers of a search', () => {
  const bounds = [
    { field: 'k', least: 1, most: MAX_K, body: (k: unknown) => ({ query: '', k }) },
    { field: 'offset', least: 0, most: MAX_DEPTH - 1, body: (offset: unknown) => ({ query: '', k: 1, offset }) },
    {
      field: 'maxChars',
      least: 1,
      most: MAX_FETCH_CHARACTERS,
      body: (maxChars: unknown) => ({ query: '', text: true, maxChars }),
    },
    { field: 'denseShare', least: 0, most: 100, body: (denseShare: unknown) => ({ query: '', denseShare }) },
    {
      field: 'expand',
      least: 0,
      most: MAX_EXPAND,
      body: (expand: unknown) => ({ query: '', unit: 'passage', text: true, expand }),
    },
  ];

  it.each(bounds)('$field is accepted at both edges', ({ least, most, body }) => {
    expect(() => canonicalizeSearch(body(least))).not.toThrow();
    expect(() => canonicalizeSearch(body(most))).not.toThrow();
  });

  it.each(bounds)('$field is refused beyond them, and as anything but an integer', ({ field, least, most, body }) => {
    for (const value of [
      least - 1,
      -least - 1,
      most + 1,
      most * 1000,
      Infinity,
      -Infinity,
      NaN,
      1.5,
      '5',
      [5],
      {},
      null,
      true,
    ]) {
      expect(refusal(body(value)).facts, String(value)).toMatchObject({ field });
    }
  });

  it('minScore is any integer that a score can be', () => {
    const scores = [0, 1, Number.MAX_SAFE_INTEGER];
    for (const minScore of scores) expect(() => canonicalizeSearch({ query: '', minScore })).not.toThrow();
    for (const minScore of [-1, 0.5, Number.MAX_SAFE_INTEGER + 1, '1', null, NaN]) {
      expect(refusal({ query: '', minScore }).facts, String(minScore)).toMatchObject({ field: 'minScore' });
    }
  });

  it('minCoverage is a share in thousandths', () => {
    for (let each = 0; each <= 1000; each++) {
      const minCoverage = Number(`${each === 1000 ? 1 : 0}.${String(each % 1000).padStart(3, '0')}`);
      const { request } = canonicalizeSearch({ query: '', minCoverage });
      expect(Math.round((request.minCoverage ?? 0) * 1000)).toBe(each);
    }
    for (const minCoverage of [-0.001, 1.001, 0.0005, 0.1 + 0.2, '0.5', null, NaN, Infinity]) {
      expect(refusal({ query: '', minCoverage }).facts, String(minCoverage)).toMatchObject({ field: 'minCoverage' });
    }
  });

  it('snippet.tokens is bounded', () => {
    const tokens = (value: unknown) => ({ query: '', snippet: { tokens: value } });
    expect(canonicalizeSearch(tokens(MAX_SNIPPET_TOKENS)).request.snippet).toEqual({ tokens: MAX_SNIPPET_TOKENS });
    for (const value of [0, -1, MAX_SNIPPET_TOKENS + 1, MAX_SNIPPET_TOKENS * 1000, Infinity, NaN, '5', [5]]) {
      expect(refusal(tokens(value)).facts, String(value)).toMatchObject({ field: 'snippet.tokens' });
    }
    expect(canonicalizeSearch({ query: '', snippet: {} }).request.snippet).toEqual({ tokens: 64 });
    expect(canonicalizeSearch({ query: '', snippet: false }).request.snippet).toBe(false);
    for (const value of [true, 'false', 64, []]) {
      expect(refusal({ query: '', snippet: value }).facts, String(value)).toMatchObject({ field: 'snippet' });
    }
  });

  it('offset + k reaches the deepest hit and no further', () => {
    expect(canonicalizeSearch({ query: '', k: 10, offset: MAX_DEPTH - 10 }).request.offset).toBe(MAX_DEPTH - 10);
    expect(refusal({ query: '', k: 11, offset: MAX_DEPTH - 10 }).facts).toMatchObject({
      field: 'offset',
      maxDepth: MAX_DEPTH,
    });
  });
});

describe('the sizes of a search', () => {
  it('bounds a query in bytes of UTF-8, not in characters', () => {
    const accepted = 'é'.repeat(MAX_QUERY_BYTES / 2);
    expect(canonicalizeSearch({ query: accepted }).request.queries[0]).toBe(accepted);
    expect(canonicalizeSearch({ query: 'a'.repeat(MAX_QUERY_BYTES) }).request.queries[0]).toHaveLength(MAX_QUERY_BYTES);
    for (const query of [`${accepted}a`, 'a'.repeat(MAX_QUERY_BYTES + 1), 'a'.repeat(MAX_QUERY_BYTES * 100)]) {
      expect(refusal({ query }).code).toBe('QUERY_TOO_LONG');
      expect(refusal({ queries: ['x', query] }).facts).toMatchObject({ field: 'queries.1', maxBytes: MAX_QUERY_BYTES });
    }
  });

  it('bounds a batch', () => {
    const batch = (length: number) => ({ queries: Array.from({ length }, () => 'x') });
    expect(canonicalizeSearch(batch(MAX_BATCH_QUERIES)).request.queries).toHaveLength(MAX_BATCH_QUERIES);
    for (const length of [0, MAX_BATCH_QUERIES + 1, MAX_BATCH_QUERIES * 1000]) {
      expect(refusal(batch(length)).facts).toMatchObject({ field: 'queries' });
    }
  });

  it('bounds the lists of a filter', () => {
    const ids = (length: number) => ({ query: '', filter: { ids: Array.from({ length }, (_, i) => `d${i}`) } });
    expect(canonicalizeSearch(ids(MAX_FILTER_ENTRIES)).request.filter?.ids).toHaveLength(MAX_FILTER_ENTRIES);
    for (const length of [MAX_FILTER_ENTRIES + 1, MAX_FILTER_ENTRIES * 1000]) {
      expect(refusal(ids(length)).facts).toMatchObject({ field: 'filter.ids' });
    }
  });

  it.each([
    ['session', MAX_SESSION_BYTES],
    ['context', MAX_CONTEXT_BYTES],
  ])('bounds %s at %d bytes', (field, most) => {
    expect(() => canonicalizeSearch({ query: '', [field]: 'é'.repeat(most / 2) })).not.toThrow();
    expect(refusal({ query: '', [field]: `${'é'.repeat(most / 2)}a` }).facts).toMatchObject({ field, maxBytes: most });
  });
});

describe('a refusal', () => {
  it('names all unknown fields', () => {
    expect(refusal({ querry: 'x', k: 0, topk: 3 }).facts).toEqual({
      unknown: ['querry', 'topk'],
      didYouMean: ['query'],
    });
    expect(refusal({ query: '', filter: { site: ['x'] } }).facts).toEqual({
      unknown: ['filter.site'],
      didYouMean: ['filter.sites'],
    });
    expect(refusal({ query: '', snippet: { token: 3 } }).facts).toEqual({
      unknown: ['snippet.token'],
      didYouMean: ['snippet.tokens'],
    });
  });

  it('says what a slip of the keyboard most likely meant, and nothing where no field is near', () => {
    expect(refusal({ querry: 'x', max_chars: 3, topk: 3 }).message).toBe(
      'unknown fields querry (did you mean query?), max_chars (did you mean maxChars?), topk',
    );
    expect(refusal({ query: 'x', numResults: 3 })).toMatchObject({
      message: 'unknown field numResults',
      facts: { unknown: ['numResults'] },
    });
  });

  it.each([
    ['ten', 'k must be an integer from 1 to 10000, not the string "ten"'],
    ['', 'k must be an integer from 1 to 10000, not an empty string'],
    ['1'.repeat(33), 'k must be an integer from 1 to 10000, not a string of 33 characters'],
    [[5], 'k must be an integer from 1 to 10000, not a list of 1 item'],
    [[5, 6], 'k must be an integer from 1 to 10000, not a list of 2 items'],
    [1.5, 'k must be an integer from 1 to 10000, not 1.5'],
  ])('says what k was: %j', (k, message) => {
    expect(refusal({ query: '', k }).message).toBe(message);
  });

  it('stays short for a body of a hundred thousand unknown fields', () => {
    const body = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field${i}${'x'.repeat(100)}`, i]));
    const error = refusal(body);
    expect(JSON.stringify([error.message, error.facts]).length).toBeLessThan(4000);
  });

  it.each([[null], [[]], ['text'], [3], [undefined], [true]])('says that %j is no object', (body) => {
    expect(refusal(body).message).toMatch(/^the request must be an object, not /);
  });

  it('asks for exactly one of query and queries', () => {
    expect(refusal({}).facts).toMatchObject({ field: 'query' });
    expect(refusal({ query: 'a', queries: ['b'] }).facts).toEqual({ fields: ['query', 'queries'] });
  });

  it('takes any name of a reranker, and none for the absence of one', () => {
    expect(canonicalizeSearch({ query: '', rerank: 'cross-encoder' }).request.rerank).toBe('cross-encoder');
    for (const rerank of ['', 'Graph', 'a b', '\ud800', 'x'.repeat(65), 3]) {
      expect(refusal({ query: '', rerank })).toMatchObject({ code: 'INVALID_REQUEST', facts: { field: 'rerank' } });
    }
    expect(canonicalizeSearch({ query: '', rerank: 'none' })).toEqual(canonicalizeSearch({ query: '' }));
  });

  it('takes how deep to rerank, and only with a reranker', () => {
    for (const rerankDepth of [1, MAX_RERANK_DEPTH]) {
      expect(canonicalizeSearch({ query: '', rerank: 'graph', rerankDepth }).request.rerankDepth).toBe(rerankDepth);
    }
    for (const rerankDepth of [0, MAX_RERANK_DEPTH + 1, 1.5, '5']) {
      expect(refusal({ query: '', rerank: 'graph', rerankDepth }).facts).toMatchObject({ field: 'rerankDepth' });
    }
    for (const rest of [{}, { rerank: 'none' }]) {
      expect(refusal({ query: '', rerankDepth: 5, ...rest }).facts).toEqual({ field: 'rerankDepth' });
    }
  });

  it('does not let maxChars stand without text', () => {
    expect(refusal({ query: '', maxChars: 5 }).facts).toEqual({ field: 'maxChars' });
  });

  it('lets expand stand only with the text of passages, and for nothing where it is none', () => {
    const idle = [{}, { text: true }, { unit: 'passage' }, { unit: 'passage', text: false }];
    for (const rest of idle) {
      expect(refusal({ query: '', expand: 1, ...rest }).facts).toEqual({ field: 'expand' });
      expect(canonicalizeSearch({ query: '', expand: 0, ...rest })).toEqual(canonicalizeSearch({ query: '', ...rest }));
    }
    const { request } = canonicalizeSearch({ query: '', unit: 'passage', text: true, expand: 2 });
    expect(request.expand).toBe(2);
  });

  it('says of identical texts only where they are wanted apart', () => {
    expect(canonicalizeSearch({ query: '', collapse: true })).toEqual(canonicalizeSearch({ query: '' }));
    expect(canonicalizeSearch({ query: '', collapse: 'duplicates' })).toEqual(canonicalizeSearch({ query: '' }));
    expect(canonicalizeSearch({ query: '', collapse: false }).request.collapse).toBe(false);
    expect(canonicalizeSearch({ query: '', collapse: 'identical' }).request.collapse).toBe('identical');
    expect(refusal({ query: '', collapse: 'near' }).facts).toMatchObject({ field: 'collapse' });
  });

  it('is never anything but a refusal, whatever JSON holds', () => {
    const field = fc.constantFrom(
      'query',
      'queries',
      'k',
      'offset',
      'filter',
      'snippet',
      'mode',
      'unit',
      'index',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), (body) => {
        try {
          canonicalizeSearch(body);
        } catch (error) {
          expect(error).toBeInstanceOf(StillwebError);
        }
      }),
    );
  });
});
