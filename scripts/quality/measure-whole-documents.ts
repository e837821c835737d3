import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { note } from '../../src/cli/output.ts';
import { evaluateRanking } from '../../src/evaluation/measures.ts';
import { testPairedDifferences } from '../../src/evaluation/paired-test.ts';
import { readQrels } from '../../src/evaluation/qrels-file.ts';
import { readTopics } from '../../src/evaluation/topic-file.ts';
import { openRetrievers } from '../../src/retrieval/engines.ts';
import { fuse } from '../../src/retrieval/fusion.ts';
import type { Ranking } from '../../src/retrieval/retriever.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import type { Collection } from './measure-set.ts';
import { runCommand } from './run-command.ts';
import { NDCG_UNITS } from './stored.ts';
import { WholeDocuments } from './whole-document.ts';

/**
 * Does it help to add the score of the whole document to that of its best passage? The first hundred documents of BM25 are
 * scored anew, and ranked alone and fused with the dense leg.
 */

const RESCORED = 100;
const SHOWN = 10;

/** Shares of the whole document, in quarters of the weight of the best passage. */
const SHARES = [1, 2, 4] as const;

/**
 * What stands for the whole document: its BM25 by the rarity of terms in passages, in documents, or the latter for documents that
 * are cut; one of a single passage then keeps the score of that.
 */
const WHOLES = ['passages', 'documents', 'cut documents'] as const;
type Whole = (typeof WHOLES)[number];

type Mode = 'bm25' | 'hybrid';

/** One way to rank. */
export interface WholeVariant {
  readonly mode: Mode;
  readonly whole: Whole;
  /** Of the whole document, in quarters. */
  readonly share: number;
  /** Mean nDCG@10, and how much it is above that of best passages. */
  readonly ndcg: number;
  readonly gain: number;
  readonly p: number;
}

export interface WholeMeasurement {
  /** How documents were cut, as `--passages` says it. */
  readonly cut: string;
  readonly documents: number;
  readonly passages: number;
  /** Mean nDCG@10 of best passages. */
  readonly best: Readonly<Record<Mode, number>>;
  readonly variants: readonly WholeVariant[];
}

export interface StoredWhole {
  readonly name: string;
  readonly ranking: number;
  readonly judged: number;
  readonly measurements: readonly WholeMeasurement[];
}

/** @param collection its flags without `--passages` */
export async function measureWhole(
  collection: Collection,
  cuts: readonly string[],
  rankingFlags: readonly string[],
): Promise<StoredWhole> {
  const work = mkdtempSync(join(tmpdir(), 'stillweb-whole-'));
  try {
    const measured = [];
    for (const [i, cut] of cuts.entries()) {
      const folder = join(work, String(i));
      const flags = ['--passages', cut, '--threads', '1', ...collection.flags, ...rankingFlags];
      await runCommand('index', collection.documents, '--out', folder, ...flags);
      measured.push(await measureCut(folder, cut, collection));
      rmSync(folder, { recursive: true });
    }
    const [{ ranking, judged }] = measured;
    return { name: collection.name, ranking, judged, measurements: measured.map(({ measurement }) => measurement) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function measureCut(folder: string, cut: string, { name, topics: topicFile, qrels: qrelsFile }: Collection) {
  const [topics, qrels] = [await readTopics(topicFile), await readQrels(qrelsFile)];
  const searcher = await Searcher.open(openIndex(folder));
  const { view, pipeline } = searcher;
  const { manifest } = view.index;
  const { lexical, dense } = await openRetrievers(view);
  const whole = new WholeDocuments(view, searcher.documents);
  const options = { depth: RESCORED, unit: 'document', accept: null } as const;
  const documentsOf = ({ passages }: Ranking) => passages.map((passage) => view.passages.document[passage]);
  const request = { mode: 'hybrid', k: SHOWN, offset: 0, unit: 'document' } as const;
  const scores = new Map<string, number[]>();
  const spent = { leg: 0, rescoring: 0 };
  let judged = 0;
  for (const { id, text } of topics) {
    const judgments = qrels.get(id);
    if (judgments === undefined) continue;
    judged++;
    const { queries } = await pipeline.read({ ...request, queries: [text] }, 'plain');
    const [{ parsed, vector }] = queries;
    const query = { terms: parsed.terms, vector };
    const beganMs = performance.now();
    const best = lexical.retrieve(query, options);
    spent.leg += performance.now() - beganMs;
    const items = documentsOf(best);
    const near = dense?.retrieve(query, options) ?? null;
    const keep = (name: string, ranked: Uint32Array): void => {
      const ids = Array.from(ranked.subarray(0, SHOWN), (document) => view.ids.get(document));
      const list = scores.get(name) ?? [];
      scores.set(name, [...list, Math.round(evaluateRanking(ids, judgments)['nDCG@10'] * NDCG_UNITS)]);
    };
    const keepBoth = (name: string, ranked: Uint32Array, score: Float64Array): void => {
      keep(`bm25 ${name}`, ranked);
      if (near === null) return;
      const fused = fuse(
        { items: ranked, scores: score },
        { items: documentsOf(near), scores: near.scores },
        manifest.fusion,
      );
      keep(
        `hybrid ${name}`,
        Uint32Array.from(fused, ({ item }) => item),
      );
    };
    keepBoth('best', items, best.scores);
    const ascending = items.slice().sort();
    for (const kind of WHOLES) {
      const beganWholeMs = performance.now();
      const found = whole.score(parsed.terms, ascending, kind === 'passages' ? 'passages' : 'documents');
      if (kind === 'documents') spent.rescoring += performance.now() - beganWholeMs;
      const added = new Map(found.map((score, i) => [ascending[i], score]));
      const { first } = view.passages;
      const isLone = (item: number) => first[item + 1] - first[item] === 1;
      for (const share of SHARES) {
        const joined = Array.from(items, (item, i): [number, number] => {
          const score = kind === 'cut documents' && isLone(item) ? best.scores[i] : (added.get(item) ?? 0);
          return [item, best.scores[i] * 4 + score * share];
        });
        joined.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
        const ranked = Uint32Array.from(joined, ([item]) => item);
        keepBoth(
          `${kind} ${share}`,
          ranked,
          Float64Array.from(joined, ([, score]) => score),
        );
      }
    }
  }
  whole.close();
  await searcher.close();
  const meanOf = (name: string) => mean(scores.get(name) ?? []);
  const modes: readonly Mode[] = dense === null ? ['bm25'] : ['bm25', 'hybrid'];
  const variants = modes.flatMap((mode) =>
    WHOLES.flatMap((kind) =>
      SHARES.map((share): WholeVariant => {
        const found = scores.get(`${mode} ${kind} ${share}`) ?? [];
        const base = scores.get(`${mode} best`) ?? [];
        const differences = found.map((each, i) => each - base[i]);
        const p = Number(testPairedDifferences(differences).toFixed(5));
        return { mode, whole: kind, share, ndcg: mean(found), gain: mean(differences), p };
      }),
    ),
  );
  const measurement: WholeMeasurement = {
    cut,
    documents: manifest.counts.documents,
    passages: manifest.counts.passages,
    best: { bm25: meanOf('bm25 best'), hybrid: meanOf('hybrid best') },
    variants,
  };
  // Told and not kept: what is kept is the same wherever it is measured.
  const ms = { leg: spent.leg / judged, rescoring: spent.rescoring / judged };
  const told = `${name} ${cut}: BM25 ${ms.leg.toFixed(2)} ms a query, scoring anew ${ms.rescoring.toFixed(2)} ms`;
  note(told);
  return { ranking: manifest.ranking, judged, measurement };
}

/** Of scores in units, as a share with four digits. */
function mean(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  return Number((sum / Math.max(1, values.length) / NDCG_UNITS).toFixed(4));
}

export function storeWhole(folder: string, stored: StoredWhole): void {
  const place = join(folder, 'whole-documents');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${stored.name}-ranking-${stored.ranking}.json`), `${JSON.stringify(stored, null, 1)}\n`);
}
