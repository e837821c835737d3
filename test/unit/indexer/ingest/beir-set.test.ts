import { describe, expect, it } from 'vitest';
import { findEvaluationEntries } from '../../../../indexer/ingest/beir-set.ts';

describe('what is there to evaluate a corpus with', () => {
  it.each([
    ['queries and judgments beside a corpus', ['corpus.jsonl', 'qrels', 'queries.jsonl'], ['queries.jsonl', 'qrels']],
    ['queries beside a corpus, packed', ['corpus.jsonl.gz', 'queries.jsonl.gz'], ['queries.jsonl.gz']],
    [
      'queries beside judgments, as in the sample',
      ['articles', 'qrels.tsv', 'queries.jsonl'],
      ['queries.jsonl', 'qrels.tsv'],
    ],
    ['queries beside packed judgments', ['qrels.tsv.gz', 'queries.jsonl'], ['queries.jsonl', 'qrels.tsv.gz']],
    ['no documents that have such a name alone', ['queries.jsonl', 'notes.md'], []],
    ['no judgments of nothing', ['corpus.jsonl', 'qrels.tsv'], []],
  ])('is %s', (_, names, evaluation) => {
    expect([...findEvaluationEntries(names)]).toEqual(evaluation);
  });
});
