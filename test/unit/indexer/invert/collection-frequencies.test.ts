import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumFrequencies } from '../../../../indexer/invert/collection-frequencies.ts';
import { termsFile } from '../../../../src/format/file-names.ts';
import { TERM_KIND } from '../../../../src/format/postings.ts';
import { encodeSectionFile } from '../../../../src/format/section-file.ts';
import { encodeTerms } from '../../../../src/format/term-table.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const term = fc.oneof(fc.stringMatching(/^[ab]{1,20}$/), fc.string({ unit: 'binary', minLength: 1 }));
const shards = fc.array(fc.dictionary(term, fc.integer({ min: 1, max: 1000 }), { noNullPrototype: false }), {
  minLength: 2,
  maxLength: 4,
});

describe('the frequencies of a collection', () => {
  it('are the sums over the shards that hold a term, in the order of each', () => {
    fc.assert(
      fc.property(shards, (given) => {
        const folder = temporaryFolder();
        const sums = new Map<string, number>();
        const sorted = given.map((terms) =>
          Object.entries(terms).sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
        );
        for (const [shard, terms] of sorted.entries()) {
          for (const [text, frequency] of terms) sums.set(text, (sums.get(text) ?? 0) + frequency);
          const file = encodeSectionFile(TERM_KIND, encodeTerms(terms.map(([text]) => Buffer.from(text))));
          writeFileSync(join(folder, termsFile(shard)), file);
        }
        const frequencies = sorted.map((terms) => Uint32Array.from(terms, ([, frequency]) => frequency));
        const { collection, terms, smallest } = sumFrequencies(folder, frequencies);
        expect(collection.map((shard) => [...shard])).toEqual(
          sorted.map((shard) => shard.map(([text]) => sums.get(text))),
        );
        expect(terms).toBe(sums.size);
        expect(smallest).toBe(Math.min(Number.POSITIVE_INFINITY, ...sums.values()));
      }),
      { numRuns: 50 },
    );
  });
});
