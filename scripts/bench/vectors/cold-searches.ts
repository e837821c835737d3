import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readTopics } from '../../../src/evaluation/topic-file.ts';
import { vectorsFile } from '../../../src/format/file-names.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';

/**
 * A process of its own: how long hybrid searches with vectors on disk take, each when the system has let go of what it had read of
 * these files. Prints a JSON array of milliseconds. Needs `dd` of GNU, which tells the system to let go.
 *
 *   node cold-searches.js INDEX TOPICS QUERIES
 */
const [directory, topicFile, count] = process.argv.slice(2);
const index = openIndex(directory, { vectors: 'disk' });
const searcher = await Searcher.open(index);
const files = index.manifest.counts.shards.map((_, shard) => join(index.folder, vectorsFile(shard)));
const topics = (await readTopics(topicFile)).slice(0, Number(count));
// All else of a search is compiled and read by then.
for (const { text } of topics) await searcher.rank(text, { mode: 'hybrid', k: 10 });

const times: number[] = [];
for (const { text } of topics) {
  for (const file of files) execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
  const startMs = performance.now();
  await searcher.rank(text, { mode: 'hybrid', k: 10 });
  times.push(performance.now() - startMs);
}
await searcher.close();
process.stdout.write(`${JSON.stringify(times)}\n`);
