import { describe, expect, it } from 'vitest';
import { HOUSE_FORMATS } from '../../indexer/ingest/format-names.ts';
import { formatNames } from '../../indexer/ingest/readers.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { HOUSE_ENGINES } from '../../src/retrieval/engine-names.ts';
import { engineNames, engineOf, namedEngine } from '../../src/retrieval/engines.ts';
import { findReranker } from '../../src/retrieval/rerankers.ts';

// In a process of its own: what other tests register stays with theirs.
describe('what the command line names without loading it', () => {
  it('is every engine of the house', () => {
    expect(engineNames()).toEqual(HOUSE_ENGINES);
  });

  it('is every format of the house', () => {
    expect(formatNames()).toEqual(HOUSE_FORMATS);
  });
});

describe('what is told of a name that nobody has registered', () => {
  const factsOf = (act: () => unknown): unknown => {
    try {
      act();
    } catch (error) {
      return (error as { facts: unknown }).facts;
    }
    throw new Error('nothing was thrown');
  };

  it('is every engine that there is, and no other', () => {
    const names = ['stillweb', 'wink', 'hnswlib'];
    expect(factsOf(() => namedEngine('lucene'))).toEqual({ engine: 'lucene', supported: names });
    expect(factsOf(() => engineOf({ engine: 'lucene' }))).toEqual({ engine: 'lucene', known: names });
  });

  it('is every kind of encoder', async () => {
    const facts = { encoder: 'minilm', supported: ['static', 'onnx', 'http', 'recorded', 'none'] };
    await expect(createEncoder('minilm')).rejects.toMatchObject({ code: 'UNSUPPORTED', facts });
  });

  it('is every reranker of the house, of an index without links those that need none', () => {
    const facts = { field: 'rerank', value: 'oracle' };
    expect(factsOf(() => findReranker('oracle'))).toEqual({ ...facts, supported: ['none', 'graph'] });
    expect(factsOf(() => findReranker('oracle', { hasLinks: false }))).toEqual({ ...facts, supported: ['none'] });
  });
});
