import { describe, expect, it } from 'vitest';
import { HOUSE_FORMATS } from '../../indexer/ingest/format-names.ts';
import { formatNames } from '../../indexer/ingest/readers.ts';
import { HOUSE_ENGINES } from '../../src/retrieval/engine-names.ts';
import { engineNames } from '../../src/retrieval/engines.ts';

// In a process of its own: what other tests register stays with theirs.
describe('what the command line names without loading it', () => {
  it('is every engine of the house', () => {
    expect(engineNames()).toEqual(HOUSE_ENGINES);
  });

  it('is every format of the house', () => {
    expect(formatNames()).toEqual(HOUSE_FORMATS);
  });
});
