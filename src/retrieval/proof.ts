import { join } from 'node:path';
import type { Analyzer } from '../analysis/analyzer.ts';
import type { QueryFields } from '../analysis/field-operator.ts';
import { parsePlainWords, parseQuery } from '../analysis/query-syntax.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { type EncoderPlace, resolveEncoder } from '../encoder/encoders.ts';
import { rankingNameOf } from '../format/bm25.ts';
import { readBlockTable } from '../format/documents.ts';
import { BLOCKS_FILE } from '../format/file-names.ts';
import type { EncoderProbe, GoldenQuery, Manifest } from '../format/manifest.ts';
import { DocumentStore } from '../store/document-store.ts';
import { readFileSync } from '../store/file-system.ts';
import { openFolder } from '../store/open.ts';
import { engineOf } from './engines.ts';
import { analyzerOf, queryFieldsOf } from './index-analyzer.ts';
import { SearchPipeline } from './search-pipeline.ts';
import { Searcher } from './searcher.ts';
import { openShardwise, someTerms } from './shardwise.ts';
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

/** Titles apart from their texts, for an encoder that reads them so. */
const PROBE_PASSAGES = [
  { title: 'Karen Spärck Jones', text: 'introduced inverse document frequency in 1972' },
  { title: 'naïve café', text: '' },
];

/**
 * What a build puts into the manifest of the index that it has just finished.
 *
 * @param folder with the files of the index
 * @param place where the encoder is on this machine
 * @throws StillwebError INDEX_CORRUPT, ENCODER_DIFFERS, ENCODER_MISSING, ENGINE_MISSING
 */
export async function recordProof(
  folder: string,
  manifest: Manifest,
  place: EncoderPlace = {},
): Promise<{ golden: GoldenQuery[]; probes: EncoderProbe[] }> {
  const queries = await chooseQueries(folder, manifest);
  const encoder = manifest.encoder === null ? null : await resolveEncoder(manifest.encoder, place);
  try {
    const golden = engineOf(manifest).ranksShardwise
      ? await rankShardwise(folder, manifest, queries, encoder)
      : await rankWithEngine(folder, manifest, queries, place);
    return { golden, probes: encoder === null ? [] : await recordProbes(encoder, manifest) };
  } finally {
    await encoder?.close();
  }
}

/** Texts from titles and bodies evenly over the collection, in plain words: operators of a query are tested elsewhere. */
async function chooseQueries(folder: string, manifest: Manifest): Promise<string[]> {
  const { documents } = manifest.counts;
  const analyzer = analyzerOf(manifest);
  if (manifest.impacts !== undefined) return chooseTerms(folder, manifest, analyzer);
  const store = await DocumentStore.open(folder, readBlockTable(BLOCKS_FILE, readFileSync(join(folder, BLOCKS_FILE))));
  const count = Math.min(GOLDEN_QUERIES, documents);
  const queries = Array.from({ length: count }, (_, i) => {
    const { title, text } = store.get(Math.floor((i * documents) / count));
    const source = i % 2 === 0 && title !== '' ? title : text;
    return plainQuery(
      source.slice(0, 400).split(' ').filter(Boolean).slice(0, GOLDEN_WORDS).join(' '),
      analyzer,
      queryFieldsOf(manifest),
    );
  });
  store.close();
  return queries;
}

/** Of an index whose terms need not stand in its texts: terms, a few at a time. */
function chooseTerms(folder: string, manifest: Manifest, analyzer: Analyzer): string[] {
  const terms = someTerms(openShardwise(folder, manifest), GOLDEN_QUERIES * GOLDEN_WORDS);
  const fields = queryFieldsOf(manifest);
  const count = Math.min(GOLDEN_QUERIES, terms.length);
  return Array.from({ length: count }, (_, i) =>
    plainQuery(terms.filter((_term, place) => place % count === i).join(' '), analyzer, fields),
  );
}

function plainQuery(text: string, analyzer: Analyzer, fields: QueryFields): string {
  const query = text.toWellFormed();
  const terms = parsePlainWords(query, analyzer).terms.map(({ term }) => term);
  const isPlain = (candidate: string) => {
    const { required, excluded } = parseQuery(candidate, analyzer, false, fields);
    return required.length === 0 && excluded.length === 0;
  };
  return [query, terms.join(' ')].find(isPlain) ?? '';
}

/** Ranks without opening the index, which may not fit into the memory of a build. */
async function rankShardwise(
  folder: string,
  manifest: Manifest,
  queries: readonly string[],
  encoder: Encoder | null,
): Promise<GoldenQuery[]> {
  const ranker = new ShardwiseRanker(openShardwise(folder, manifest));
  return await rankGolden(new SearchPipeline(ranker, encoder), queries);
}

/** Other engines hold collections that fit into memory, and know no shards. */
async function rankWithEngine(
  folder: string,
  manifest: Manifest,
  queries: readonly string[],
  { path }: EncoderPlace,
): Promise<GoldenQuery[]> {
  const index = openFolder(folder, manifest, 'building', undefined, false);
  const searcher = await Searcher.open({ ...index, encoderPath: path });
  const golden = await rankGolden(searcher.pipeline, queries);
  await searcher.close();
  return golden;
}

/** All queries in every mode: first computed together, as far as that costs less, then ranked one by one. */
async function rankGolden(pipeline: SearchPipeline, queries: readonly string[]): Promise<GoldenQuery[]> {
  const searches = await Promise.all(
    pipeline.modes.map((mode) =>
      pipeline.read({ queries, mode, k: GOLDEN_HITS, offset: 0, unit: 'document', collapse: false }),
    ),
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

/** The int8 vectors of the probe texts. */
async function recordProbes(encoder: Encoder, { ranking }: Manifest): Promise<EncoderProbe[]> {
  const hasTitles = rankingNameOf(ranking) === 'standard' && encoder.encodeTitled !== undefined;
  const probes = [...PROBE_TEXTS.map((text) => ({ text })), ...(hasTitles ? PROBE_PASSAGES : [])];
  const vectors = await encodeProbes(encoder, probes);
  return probes.map((probe, i) => ({ ...probe, vector: vectors[i].toString('base64') }));
}

/** One vector a probe: of a query, or of a passage with its title where it has one. Empty where the encoder has none. */
async function encodeProbes(encoder: Encoder, probes: readonly Omit<EncoderProbe, 'vector'>[]): Promise<Buffer[]> {
  const passages = probes.flatMap(({ title, text }) => (title === undefined ? [] : [{ title, text }]));
  const queries = probes.flatMap(({ title, text }) => (title === undefined ? [text] : []));
  const rowsOf = (vectors: Int8Array): (() => Buffer) => {
    const { dimensions } = encoder.description;
    let row = 0;
    return () => Buffer.from(vectors.subarray(row * dimensions, ++row * dimensions));
  };
  const nextPassage = rowsOf((await encoder.encodeTitled?.(passages)) ?? new Int8Array(0));
  const nextQuery = rowsOf(await encoder.encode(queries, 'query'));
  return probes.map(({ title }) => (title === undefined ? nextQuery() : nextPassage()));
}

/**
 * Whether this machine encodes the probes of an index to the same bits as the machine that built it.
 *
 * @throws StillwebError ENCODER_DIFFERS, ENCODER_MISSING
 */
export async function compareProbes(manifest: Manifest, place: EncoderPlace = {}): Promise<'exact' | 'differs' | null> {
  if (manifest.encoder === null) return null;
  const encoder = await resolveEncoder(manifest.encoder, place);
  const vectors = await encodeProbes(encoder, manifest.probes).finally(() => encoder.close());
  const isExact = manifest.probes.every(({ vector }, i) => Buffer.from(vector, 'base64').equals(vectors[i]));
  return isExact ? 'exact' : 'differs';
}
