import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildIndex } from '../../indexer/build.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const DOCUMENTS = 240;

/**
 * Documents with all that an index writes down somewhere: titles and none, texts of one passage, of several and of none,
 * addresses (with and without a host, two of them equal), dates, languages, links by id and by address.
 */
function makeDocument(i: number): object {
  const words = Array.from({ length: i === 0 ? 34 : 6 + ((i * 7) % 40) }, (_, n) => `w${(i * 13 + n * n * 5) % 97}`);
  const text = i === 17 ? '' : `common beta ${words.join(' ')}${i % 3 === 0 ? ' common common' : ''}`;
  const url = i % 2 === 0 ? `https://host${i % 5}.example/${i === 8 ? 6 : i}` : i === 9 ? 'urn:isbn:9' : undefined;
  const links = [`d${i - 1}`, `d${(i * 5) % DOCUMENTS}`, 'https://host4.example/14', `d${i}`, `d${i - 1}`, 'nowhere'];
  return {
    _id: `d${i}`,
    title: i % 4 === 1 ? `Title of ${i}` : '',
    text,
    ...(url === undefined ? {} : { url }),
    ...(i % 3 === 0 ? { date: `2020-01-${10 + (i % 19)}` } : {}),
    ...(i % 5 === 0 ? { language: i % 10 === 0 ? 'de' : 'en' } : {}),
    ...(i === 0 || i === DOCUMENTS - 1 || i % 7 > 3 ? {} : { links }),
  };
}

/** Builds a small index of two shards with graphs, golden queries and probes, through the real pipeline. */
export async function buildCheckableIndex(options: Partial<BuildOptions> = {}): Promise<string> {
  const folder = temporaryFolder();
  const input = join(folder, 'corpus.jsonl');
  const directory = join(folder, 'index');
  const lines = Array.from({ length: DOCUMENTS }, (_, i) => `${JSON.stringify(makeDocument(i))}\n`);
  writeFileSync(input, lines.join(''));
  await buildIndex({
    inputs: [input],
    directory,
    engine: 'stillweb',
    analyzer: 'english',
    passages: { kind: 'words', words: 24 },
    encoder: 'static',
    graph: 'on',
    cut: { unitDocuments: 120, shardPassages: 240 },
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
    ...options,
  });
  return directory;
}
