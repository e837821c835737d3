import type { Measures } from '../evaluation/measures.ts';
import type { Run } from '../evaluation/run-file.ts';
import type { Topic } from '../evaluation/topic.ts';
import { writeJsonLines, writePieces } from '../evaluation/written-file.ts';

/** What stands in every line: who ranked. */
export type Ranker = Readonly<Record<string, string>>;

/**
 * A line for each judged topic: `{"topic": "1", "index": "NAME@ID", "mode": "bm25", "measures": {"MAP": 0.5}}`. A run file has scores that fall
 * strictly; `scores` has those that were served, in the order of its ranks.
 *
 * @throws StillwebError STORAGE_FAILED
 */
export async function writePerQuery(
  path: string,
  ranker: Ranker,
  perTopic: ReadonlyMap<string, Measures>,
  served?: Run,
): Promise<void> {
  await writeJsonLines(
    path,
    Array.from(perTopic, ([topic, measures]) => {
      const scores = served?.get(topic)?.map(({ score }) => score);
      return { topic, ...ranker, measures, ...(scores !== undefined && { scores }) };
    }),
  );
}

/** Topics as TSV, which `readTopics` reads: id, a tab, the text in one line. @throws StillwebError STORAGE_FAILED */
export async function writeTopics(path: string, topics: readonly Topic[]): Promise<void> {
  await writePieces(
    path,
    topics.map(({ id, text }) => `${id}\t${text.replace(/\s+/g, ' ')}\n`),
  );
}
