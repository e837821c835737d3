import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { buildIndex } from '../../indexer/build.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { note, print } from '../../src/cli/output.ts';
import type { Measures } from '../../src/evaluation/measures.ts';
import { ROOT } from '../../test/support/program.ts';
import { collectionsOf } from './collections.ts';
import type { Collection } from './measure-set.ts';
import { runCommand } from './run-command.ts';

/**
 * From which share of titled documents on first words are of use as titles of the others: takes the titles from some documents
 * of each collection, by a hash of their ids, and measures both ways. Keeps the figures in docs/quality/first-words.json.
 *
 *   node dist/scripts/quality/first-words.js --data FOLDER [--sets a,b]
 */
const { values } = parseArgs({ options: { data: { type: 'string' }, sets: { type: 'string' } } });

/** Percent of documents that keep their titles. */
const SHARES = [0, 10, 30, 50, 70, 90];
/** Collections of which all documents have titles that differ, in English. */
const SETS = ['2wiki', 'hotpotqa-500', 'scifact', 'cacm', 'musique-100', 'cranfield', 'cisi'];
const MODES = ['bm25', 'hybrid'] as const;
/** First words for all who lack a title, or for none. */
const WAYS = { with: 0, without: 101 } as const;

type Figures = Record<keyof typeof WAYS, Record<(typeof MODES)[number], number>>;

const kept: Record<string, Record<string, Figures>> = {};
for (const collection of collectionsOf(values.data ?? 'data', values.sets?.split(',') ?? SETS)) {
  kept[collection.name] = {};
  for (const share of SHARES) kept[collection.name][share] = await measure(collection, share);
  note(`${collection.name}  ${JSON.stringify(kept[collection.name])}`);
}
for (const share of SHARES) {
  const differences = MODES.map((mode) => {
    const gains = Object.values(kept).map((set) => set[share].with[mode] - set[share].without[mode]);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    return `${mode} mean ${mean.toFixed(4)} worst ${Math.min(...gains).toFixed(4)}`;
  });
  print(`${String(share).padStart(3)} % titled  ${differences.join('   ')}`);
}
writeFileSync(join(ROOT, 'docs', 'quality', 'first-words.json'), `${JSON.stringify(kept, null, 2)}\n`);

async function measure({ documents, topics, qrels }: Collection, share: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'first-words-'));
  try {
    const input = join(folder, 'corpus.jsonl');
    writeFileSync(input, takeTitles(gunzipSync(readFileSync(documents)).toString('utf8'), share));
    const figures: Partial<Figures> = {};
    for (const [way, titledPercent] of Object.entries(WAYS) as [keyof typeof WAYS, number][]) {
      const directory = join(folder, way);
      await build(input, directory, titledPercent);
      const means: Partial<Figures['with']> = {};
      for (const mode of MODES) {
        const inputs = ['--topics', topics, '--qrels', qrels, '--mode', mode, '--device', 'cpu'];
        const { measures } = await runCommand<{ measures: Measures }>('eval', directory, ...inputs);
        means[mode] = Number(measures['nDCG@10'].toFixed(6));
      }
      figures[way] = means as Figures['with'];
    }
    return figures as Figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** JSON Lines in which so many percent of the documents keep their titles. */
function takeTitles(lines: string, share: number): string {
  const documents = lines.split('\n').filter(Boolean);
  const changed = documents.map((line) => {
    const document = JSON.parse(line) as { _id: string; title?: string };
    const draw = createHash('sha256').update(document._id).digest().readUInt32BE(0) % 100;
    return JSON.stringify(draw < share ? document : { ...document, title: '' });
  });
  return `${changed.join('\n')}\n`;
}

async function build(input: string, directory: string, titledPercent: number): Promise<void> {
  await buildIndex({
    inputs: [input],
    directory,
    ranking: 'standard',
    titledPercent,
    engine: 'stillweb',
    analyzer: 'english',
    passages: parsePassagePolicy('whole'),
    encoder: 'static',
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'skip',
  });
}
