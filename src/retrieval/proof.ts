import { join } from 'node:path';
import type { Analyzer } from '../analysis/analyzer.ts';
import type { QueryFields } from '../analysis/field-operator.ts';
import { parsePlainWords, parseQuery } from '../analysis/query-syntax.ts';
import type { SearchMode } from '../contract/search.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { type EncoderPlace, resolveEncoder } from '../encoder/encoders.ts';
import { readBlockTable } from '../format/documents.ts';
import { BLOCKS_FILE } from '../format/file-names.ts';
import type { EncoderProbe, GoldenQuery, Manifest } from '../format/manifest.ts';
import { DocumentStore } from '../store/document-store.ts';
import { readFileSync } from '../store/file-system.ts';
import { openFolder } from '../store/open.ts';
import { engineOf } from './engines.ts';
import { queryAnalyzerOf, queryFieldsOf } from './index-analyzer.ts';
import { recordProbes } from './probes.ts';
import { SearchPipeline } from './search-pipeline.ts';
import { Searcher } from './searcher.ts';
import { openShardwise, someTerms } from './shardwise.ts';
import { readQueryTokenizer, ShardwiseRanker } from './shardwise-ranker.ts';

/** Golden queries: what an index carries to prove that its answers have not moved. */

const GOLDEN_QUERIES = 12;
const GOLDEN_HITS = 20;
/** Words of a query taken from a document. */
const GOLDEN_WORDS = 8;

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
  const encoder = manifest.encoder === null ? null : await resolveEncoder(manifest.encoder, place);
  try {
    const known = chooseKnown(folder, encoder, manifest);
    const queries = known.length > 0 ? known : await chooseQueries(folder, manifest);
    // Where no query has a vector, only a mode without vectors can be proved.
    const modes = encoder?.knownQueries !== undefined && known.length === 0 ? (['bm25'] as const) : undefined;
    const golden = engineOf(manifest).ranksShardwise
      ? await rankShardwise(folder, manifest, { queries, modes }, encoder)
      : await rankWithEngine(folder, manifest, { queries, modes }, place);
    return { golden, probes: encoder === null ? [] : await recordProbes(encoder, manifest) };
  } finally {
    await encoder?.close();
  }
}

/** What is ranked, and in which modes; all where none are named. */
interface ProvenQueries {
  readonly queries: readonly string[];
  readonly modes?: readonly SearchMode[];
}

/** Texts from titles and bodies evenly over the collection, in plain words: operators of a query are tested elsewhere. */
async function chooseQueries(folder: string, manifest: Manifest): Promise<string[]> {
  const { documents } = manifest.counts;
  const analyzer = queryAnalyzerOf(manifest, readQueryTokenizer(folder, manifest));
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

/** Of an encoder that knows only some queries, the first of them in plain words; none of any other. */
function chooseKnown(folder: string, encoder: Encoder | null, manifest: Manifest): string[] {
  const analyzer = queryAnalyzerOf(manifest, readQueryTokenizer(folder, manifest));
  const fields = queryFieldsOf(manifest);
  const queries: string[] = [];
  for (const query of encoder?.knownQueries ?? []) {
    if (queries.length < GOLDEN_QUERIES && isPlain(query, analyzer, fields)) queries.push(query);
  }
  return queries;
}

function plainQuery(text: string, analyzer: Analyzer, fields: QueryFields): string {
  const query = text.toWellFormed();
  const terms = parsePlainWords(query, analyzer).terms.map(({ term }) => term);
  return [query, terms.join(' ')].find((candidate) => isPlain(candidate, analyzer, fields)) ?? '';
}

function isPlain(query: string, analyzer: Analyzer, fields: QueryFields): boolean {
  const { required, excluded } = parseQuery(query, analyzer, false, fields);
  return required.length === 0 && excluded.length === 0;
}

/** Ranks without opening the index, which may not fit into the memory of a build. */
async function rankShardwise(
  folder: string,
  manifest: Manifest,
  proven: ProvenQueries,
  encoder: Encoder | null,
): Promise<GoldenQuery[]> {
  const ranker = new ShardwiseRanker(openShardwise(folder, manifest));
  return await rankGolden(new SearchPipeline(ranker, encoder), proven);
}

/** Other engines hold collections that fit into memory, and know no shards. */
async function rankWithEngine(
  folder: string,
  manifest: Manifest,
  proven: ProvenQueries,
  place: EncoderPlace,
): Promise<GoldenQuery[]> {
  const index = openFolder(folder, manifest, 'building', { positionsMemory: 0 }, false);
  const searcher = await Searcher.open({ ...index, encoderPath: place.path, encoderCache: place.cache });
  const golden = await rankGolden(searcher.pipeline, proven);
  await searcher.close();
  return golden;
}

/** All queries in every mode: first computed together, as far as that costs less, then ranked one by one. */
async function rankGolden(
  pipeline: SearchPipeline,
  { queries, modes = pipeline.modes }: ProvenQueries,
): Promise<GoldenQuery[]> {
  const searches = await Promise.all(
    modes.map((mode) => pipeline.read({ queries, mode, k: GOLDEN_HITS, offset: 0, unit: 'document', collapse: false })),
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
export async function findMovedGolden(
  searcher: Pick<Searcher, 'rank'>,
  { golden: proven }: Pick<Manifest, 'golden'>,
): Promise<GoldenQuery[]> {
  const moved: GoldenQuery[] = [];
  for (const golden of proven) {
    const ranking = await searcher.rank(golden.query, { mode: golden.mode, k: GOLDEN_HITS });
    const hits = ranking.map(({ document, score }) => [document, score]);
    if (JSON.stringify(hits) !== JSON.stringify(golden.hits)) moved.push(golden);
  }
  return moved;
}
