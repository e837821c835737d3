import { join } from 'node:path';
import type { Analyzer } from '../analysis/analyzer.ts';
import { createAnalyzer } from '../analysis/analyzers.ts';
import { parsePlainWords, parseQuery } from '../analysis/query-syntax.ts';
import { createEncoder } from '../encoder/encoders.ts';
import { readBlockTable } from '../format/documents.ts';
import { BLOCKS_FILE } from '../format/file-names.ts';
import type { EncoderProbe, GoldenQuery, Manifest } from '../format/manifest.ts';
import { DocumentStore } from '../store/document-store.ts';
import { readFileSync } from '../store/file-system.ts';
import { openFolder } from '../store/open.ts';
import { SearchPipeline } from './search-pipeline.ts';
import { Searcher } from './searcher.ts';
import { openShardwise } from './shardwise.ts';
import { ShardwiseRanker } from './shardwise-ranker.ts';

/** Golden queries and encoder probes: what an index carries to prove that its answers have not moved. */

const GOLDEN_QUERIES = 12;
const GOLDEN_HITS = 20;
/** Words of a query taken from a document. */
const GOLDEN_WORDS = 8;

/** Texts that touch case folding, accents, numbers, CJK, an unknown script and the empty text. */
const PROBE_TEXTS = [
  'the quick brown fox jumps over the lazy dog',
  'Karen Spärck Jones introduced inverse document frequency in 1972',
  'BM25 k1=0.9 b=0.4; nDCG@10 = 0.6789',
  'naïve café coöperation ÅNGSTRÖM',
  '東京は日本の首都です',
  'unbelievably-long-hyphenated-compound words, e.g. antidisestablishmentarianism',
  'Ωμέγα и Москва',
  '',
];

/**
 * What a build puts into the manifest of the index that it has just finished.
 *
 * @param folder with the files of the index
 * @throws StillwebError INDEX_CORRUPT, ENCODER_DIFFERS, ENGINE_MISSING
 */
export async function recordProof(
  folder: string,
  manifest: Manifest,
): Promise<{ golden: GoldenQuery[]; probes: EncoderProbe[] }> {
  const queries = await chooseQueries(folder, manifest);
  const isOurs = manifest.engine === 'stillweb';
  const golden = isOurs
    ? await rankShardwise(folder, manifest, queries)
    : await rankWithEngine(folder, manifest, queries);
  return { golden, probes: await recordProbes(manifest.encoder?.kind) };
}

/** Texts from titles and bodies evenly over the collection, in plain words: operators of a query are tested elsewhere. */
async function chooseQueries(folder: string, manifest: Manifest): Promise<string[]> {
  const { documents } = manifest.counts;
  const analyzer = createAnalyzer(manifest.analyzer.name as Analyzer['name']);
  const store = await DocumentStore.open(folder, readBlockTable(BLOCKS_FILE, readFileSync(join(folder, BLOCKS_FILE))));
  const count = Math.min(GOLDEN_QUERIES, documents);
  const queries = Array.from({ length: count }, (_, i) => {
    const { title, text } = store.get(Math.floor((i * documents) / count));
    const source = i % 2 === 0 && title !== '' ? title : text;
    return plainQuery(source.slice(0, 400).split(' ').filter(Boolean).slice(0, GOLDEN_WORDS).join(' '), analyzer);
  });
  store.close();
  return queries;
}

function plainQuery(text: string, analyzer: Analyzer): string {
  const query = text.toWellFormed();
  const terms = parsePlainWords(query, analyzer).terms.map(({ term }) => term);
  const isPlain = (candidate: string) => {
    const { required, excluded } = parseQuery(candidate, analyzer);
    return required.length === 0 && excluded.length === 0;
  };
  return [query, terms.join(' ')].find(isPlain) ?? '';
}

/** Ranks without opening the index, which may not fit into the memory of a build. */
async function rankShardwise(folder: string, manifest: Manifest, queries: readonly string[]): Promise<GoldenQuery[]> {
  const ranker = new ShardwiseRanker(openShardwise(folder, manifest));
  const encoder = manifest.encoder === null ? null : await createEncoder(manifest.encoder.kind);
  return await rankGolden(new SearchPipeline(ranker, encoder), queries);
}

/** Other engines hold collections that fit into memory, and know no shards. */
async function rankWithEngine(folder: string, manifest: Manifest, queries: readonly string[]): Promise<GoldenQuery[]> {
  const searcher = await Searcher.open(openFolder(folder, manifest, 'building', undefined, false));
  const golden = await rankGolden(searcher.pipeline, queries);
  searcher.close();
  return golden;
}

/** All queries in every mode: first computed together, as far as that costs less, then ranked one by one. */
async function rankGolden(pipeline: SearchPipeline, queries: readonly string[]): Promise<GoldenQuery[]> {
  const searches = await Promise.all(
    pipeline.modes.map((mode) => pipeline.read({ queries, mode, k: GOLDEN_HITS, offset: 0, unit: 'document' })),
  );
  await pipeline.computeTogether(searches);
  const golden: GoldenQuery[] = [];
  for (const [i, query] of queries.entries()) {
    for (const search of searches) {
      const hits = await pipeline.rankQuery(search, search.queries[i]);
      const documents = await pipeline.documentsOf(hits);
      golden.push({ query, mode: search.mode, hits: hits.map(({ score }, j) => [documents[j], score]) });
    }
  }
  return golden;
}

/** The golden queries that this machine ranks in another way; none is the proof. */
export async function findMovedGolden(searcher: Searcher, manifest: Manifest): Promise<GoldenQuery[]> {
  const moved: GoldenQuery[] = [];
  for (const golden of manifest.golden) {
    const ranking = await searcher.rank(golden.query, { mode: golden.mode, k: GOLDEN_HITS });
    const hits = ranking.map(({ document, score }) => [document, score]);
    if (JSON.stringify(hits) !== JSON.stringify(golden.hits)) moved.push(golden);
  }
  return moved;
}

/** The int8 vectors of the probe texts; none without an encoder. */
async function recordProbes(encoderKind: string | undefined): Promise<EncoderProbe[]> {
  const encoder = encoderKind === undefined ? null : await createEncoder(encoderKind);
  if (encoder === null) return [];
  const { dimensions } = encoder.description;
  const vectors = await encoder.encode(PROBE_TEXTS, 'query');
  return PROBE_TEXTS.map((text, i) => ({
    text,
    vector: Buffer.from(vectors.buffer, vectors.byteOffset + i * dimensions, dimensions).toString('base64'),
  }));
}

/** Whether this machine encodes the probes of an index to the same bits as the machine that built it. */
export async function compareProbes(manifest: Manifest): Promise<'exact' | 'differs' | null> {
  if (manifest.encoder === null) return null;
  const encoder = await createEncoder(manifest.encoder.kind);
  if (encoder === null) return 'differs';
  const vectors = await encoder.encode(
    manifest.probes.map((probe) => probe.text),
    'query',
  );
  const { dimensions } = manifest.encoder;
  const isExact = manifest.probes.every(({ vector }, i) =>
    Buffer.from(vector, 'base64').equals(Buffer.from(vectors.buffer, vectors.byteOffset + i * dimensions, dimensions)),
  );
  return isExact ? 'exact' : 'differs';
}
