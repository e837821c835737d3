import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evaluateRankings } from '../../src/evaluation/measures.ts';
import { readQrels } from '../../src/evaluation/qrels-file.ts';
import { readTopics } from '../../src/evaluation/topic-file.ts';
import { sharedData } from '../support/shared-data.ts';

const folder = sharedData('hotpotqa-500');

interface RankedTopic {
  readonly method: string;
  readonly 'query-id': string;
  readonly ranked: readonly string[];
}

describe(`published reference runs${folder === null ? ' (skipped: ../shared/data/hotpotqa-500 is absent)' : ''}`, () => {
  it.skipIf(folder === null).each([
    ['bm25', 0.588, 0.751],
    ['dense', 0.732, 0.869],
    ['rerank', 0.824, 0.948],
  ])('of %s measure recall@5 %d and MRR@10 %d, as published', async (method, recall, reciprocalRank) => {
    const topics = await readTopics(join(folder!, 'queries.jsonl.gz'));
    const qrels = await readQrels(join(folder!, 'qrels.tsv'));
    const lines = gunzipSync(readFileSync(join(folder!, 'reference-runs.jsonl.gz')))
      .toString()
      .trim()
      .split('\n');
    const rows = lines.map((line) => JSON.parse(line) as RankedTopic).filter((row) => row.method === method);
    const rankings = new Map(rows.map((row) => [row['query-id'], row.ranked]));
    const { means, perTopic } = evaluateRankings(
      topics.map((topic) => topic.id),
      qrels,
      rankings,
    );
    expect(perTopic.size).toBe(500);
    expect(means?.['R@5']).toBeCloseTo(recall, 3);
    expect(means?.['MRR@10']).toBeCloseTo(reciprocalRank, 3);
  });
});
