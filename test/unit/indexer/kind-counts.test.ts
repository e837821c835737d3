import { describe, expect, it } from 'vitest';
import { recordFault } from '../../../indexer/ingest/record-fault.ts';
import { KindCounts } from '../../../indexer/kind-counts.ts';

const DOCUMENT = { document: { id: '1', title: '', text: 't' }, location: { file: 'a' }, bytesRead: 1 };

describe('what reading did, by kind', () => {
  it('counts documents by format and tells the most frequent first', () => {
    const counts = new KindCounts();
    for (const format of ['csv', 'markdown', 'html', 'markdown']) {
      counts.beginFormat(format);
      counts.addDocument(DOCUMENT);
    }
    counts.addDocument({ ...DOCUMENT, isUnnamed: true });
    expect(counts.tally()).toMatchObject({
      formats: [
        { format: 'markdown', documents: 3 },
        { format: 'csv', documents: 1 },
        { format: 'html', documents: 1 },
      ],
      unnamed: 1,
    });
  });

  it('keeps the first three faults of each code, and the count of all', () => {
    const counts = new KindCounts();
    for (let line = 1; line <= 5; line++) {
      const location = { file: 'a.jsonl', line };
      counts.addProblem({ code: 'LINE_NOT_JSON', location, error: recordFault('LINE_NOT_JSON', location, 'is bad') });
    }
    expect(counts.tally().faults).toEqual([
      { code: 'LINE_NOT_JSON', records: 5, examples: [1, 2, 3].map((line) => `a.jsonl line ${line} is bad`) },
    ]);
  });

  it('counts other files by ending, in any case, compressed or not, and no hidden ones', () => {
    const counts = new KindCounts();
    for (const path of ['a/b.PNG', 'c.png', 'd.json5.gz', 'Makefile']) counts.addIgnored({ path, reason: 'kind' });
    counts.addIgnored({ path: '.git', reason: 'hidden' });
    expect(counts.tally().others).toEqual([
      { ending: '.png', files: 2 },
      { ending: '', files: 1 },
      { ending: '.json5', files: 1 },
    ]);
  });

  it('keeps a thousand endings at most, whatever a folder holds', () => {
    const counts = new KindCounts();
    for (let number = 0; number < 1500; number++) counts.addIgnored({ path: `a.x${number}`, reason: 'kind' });
    const { others } = counts.tally();
    expect(others).toHaveLength(1001);
    expect(others[0]).toEqual({ ending: '\u2026', files: 500 });
  });
});
