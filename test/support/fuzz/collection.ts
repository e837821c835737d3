import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIndex } from '../../../indexer/build.ts';
import type { BuildOptions } from '../../../indexer/build-options.ts';

const DOCUMENTS = 6;

/** Few documents of many short passages, so that some terms are frequent, with all that an index writes down somewhere. */
function makeDocument(i: number): object {
  const text = Array.from({ length: 30 }, (_, n) => {
    const [a, b, c] = [(i * 13 + n * 7) % 41, (n * n + i) % 23, (i + n) % 11];
    const equal = n % 5 === 4;
    return equal
      ? 'alpha beta gamma equal words here.'
      : `alpha beta ${n % 3 === 0 ? 'gamma' : 'delta'} w${a} w${b} w${c}.`;
  }).join(' ');
  return {
    _id: `d${i}`,
    title: i % 4 === 3 ? '' : `Title of w${i}`,
    text: i === 7 ? `${text} ${'naïve café 東京は日本 '.repeat(20)}` : text,
    ...(i % 3 === 2 ? {} : { url: `https://host${i % 4}.example/${i}` }),
    ...(i % 2 === 0 ? { date: `2020-01-0${1 + (i % 8)}` } : {}),
    ...(i % 3 === 0 ? { language: i % 2 === 0 ? 'de' : 'en' } : {}),
    ...(i % 4 === 0 ? { metadata: { number: i, list: [1, { deep: 'x' }] } } : {}),
    ...(i % 5 < 4 ? { kind: `k${i % 3}`, tags: [`t${i % 2}`, 't2'], seen: `202${i}-06-1${i}` } : {}),
    links: [`d${(i + 1) % DOCUMENTS}`, 'https://host1.example/1', `d${(i * 5) % DOCUMENTS}`, 'nowhere'],
  };
}

/** Indexes that have every file and every form of one between them. */
export const FUZZED: Readonly<Record<string, Partial<BuildOptions>>> = {
  'plain postings, no vectors': { postings: 'plain', encoder: 'none' },
  'compact postings, a graph, compressed texts': { graph: 'on', texts: 'compressed' },
  'cells of vectors': { graph: 'ivf' },
  'two shards in cells': { graph: 'ivf', cut: { unitDocuments: 3, shardPassages: 100 } },
  'two shards with graphs': { graph: 'on', cut: { unitDocuments: 3, shardPassages: 100 } },
  'typed fields': { encoder: 'none', typedFields: { number: 'number', kind: 'keyword', tags: 'set', seen: 'date' } },
  'plain postings, vectors compared': { postings: 'plain', graph: 'off', analyzer: 'plain' },
};

/** @param folder an empty one @returns the directory of an index */
export async function buildFuzzed(folder: string, name: string, options: Partial<BuildOptions>): Promise<string> {
  const input = join(folder, `${name}.jsonl`);
  const directory = join(folder, name);
  writeFileSync(input, Array.from({ length: DOCUMENTS }, (_, i) => `${JSON.stringify(makeDocument(i))}\n`).join(''));
  await buildIndex({
    inputs: [input],
    directory,
    engine: 'stillweb',
    analyzer: 'english',
    passages: { kind: 'words', words: 6 },
    encoder: 'static',
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
    ...options,
  });
  return directory;
}
