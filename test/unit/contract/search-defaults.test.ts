import { expect, it } from 'vitest';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import { canonicalRequestKey } from '../../../src/contract/request-key.ts';
import { completeSearch } from '../../../src/contract/search-defaults.ts';

it('a search of the library and one over HTTP that say nothing are one', () => {
  const { request } = canonicalizeSearch({ query: 'tide' });
  expect(completeSearch({ queries: ['tide'] })).toEqual(request);
  expect(canonicalRequestKey('shore', completeSearch({ queries: ['tide'] }), false)).toBe(
    canonicalRequestKey('shore', request, false),
  );
});

it('what a search says is kept, and false for exact is as if it were not said', () => {
  const search = {
    queries: ['tide'],
    mode: 'dense',
    k: 3,
    offset: 2,
    unit: 'passage',
    filter: { ids: ['a'] },
    snippet: false,
    text: true,
    expand: 2,
    maxChars: 5,
    exact: true,
    collapse: false,
    explain: true,
  } as const;
  expect(completeSearch(search)).toEqual(search);
  expect(completeSearch({ queries: [], exact: false })).not.toHaveProperty('exact');
  expect(completeSearch({ queries: [], snippet: {} }).snippet).toEqual({ tokens: 64 });
});
