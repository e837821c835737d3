import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { HANDBOOK } from './program.ts';

/** What must never change by accident: the bytes of the sample index, and how it ranks its own topics. */
export interface HandbookGolden {
  readonly id: string;
  readonly files: Record<string, string>;
  /** Per mode and topic: ids of the first ten hits and their scores. */
  readonly rankings: Record<string, Record<string, readonly (readonly [string, number])[]>>;
}

export async function recordHandbook(index: string): Promise<HandbookGolden> {
  const searcher = await Searcher.open(openIndex(index));
  const { id, files } = searcher.view.index.manifest;
  const lines = readFileSync(join(HANDBOOK, 'queries.jsonl'), 'utf8').trim().split('\n');
  const topics = lines.map((line) => JSON.parse(line) as { _id: string; text: string });
  const rankings: Record<string, Record<string, [string, number][]>> = {};
  for (const mode of searcher.modes) {
    rankings[mode] = {};
    for (const topic of topics) {
      const hits = await searcher.rank(topic.text, { mode, k: 10 });
      rankings[mode][topic._id] = hits.map((hit) => [hit.id, hit.score]);
    }
  }
  searcher.close();
  return { id, files: Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256])), rankings };
}
