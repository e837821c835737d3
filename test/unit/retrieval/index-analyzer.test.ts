import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { UNICODE_VERSION } from '../../../src/analysis/unicode-tables.ts';
import { analyzerOf, queryAnalyzerOf } from '../../../src/retrieval/index-analyzer.ts';

const { version } = createAnalyzer('english');

describe('the analyzer of an index', () => {
  it('is the one that its manifest names', () => {
    const analyzer = { name: 'english', version, unicode: UNICODE_VERSION };
    expect(analyzerOf({ analyzer })).toMatchObject({ name: 'english', version });
  });

  it.each([
    [{ name: 'english', version: version - 1, unicode: UNICODE_VERSION }, 'INDEX_TOO_OLD'],
    [{ name: 'plain', version: 1, unicode: UNICODE_VERSION }, 'INDEX_TOO_OLD'],
    [{ name: 'english', version, unicode: '9.0.0' }, 'INDEX_TOO_OLD'],
    [{ name: 'english', version: version + 1, unicode: UNICODE_VERSION }, 'INDEX_TOO_NEW'],
    [{ name: 'english', version, unicode: '16.0.0' }, 'INDEX_TOO_NEW'],
    [{ name: 'klingon', version, unicode: UNICODE_VERSION }, 'INDEX_TOO_NEW'],
  ])('%j is refused with %s, before it is asked for terms that it does not hold', (analyzer, code) => {
    expect(() => analyzerOf({ analyzer })).toThrow(
      expect.objectContaining({ code, facts: expect.objectContaining({ file: 'manifest.json' }) }),
    );
  });
});

it('a tokenizer that an index holds, and that is none, is damage of the index', () => {
  const { version: given } = createAnalyzer('given');
  const analyzer = { name: 'given', version: given, unicode: UNICODE_VERSION };
  const impacts = { scale: 1, queryTokens: 'tokenizer' } as const;
  expect(() => queryAnalyzerOf({ analyzer, impacts }, Buffer.from('{}'))).toThrow(
    expect.objectContaining({ code: 'INDEX_CORRUPT', facts: { file: 'query-tokenizer.json' } }),
  );
});
