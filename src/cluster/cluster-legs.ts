/** The two legs of a search over a cluster: pages of hits under the order of record, until there are enough. */
import type { QueryTerm } from '../analysis/parsed-query.ts';
import { CLUSTER_PAGE_HITS } from '../limits.ts';
import type { LegOptions } from '../retrieval/ranker.ts';
import type { Ranking } from '../retrieval/retriever.ts';
import type { Json } from './cluster.ts';
import type { ClusterAdmission } from './cluster-conditions.ts';
import { type ClusterIndex, SORT_ALONE } from './cluster-index.ts';
import { HIT_KEYS } from './cluster-layout.ts';
import { exactScores, isExact, termClause } from './exact-scores.ts';
import type { PassageMemory } from './passage-memory.ts';

type Options = Pick<LegOptions<ClusterAdmission>, 'depth' | 'unit' | 'accept' | 'checkpoint'>;

interface ScoredPassage {
  readonly passage: number;
  readonly item: number;
  readonly score: number;
}

/** Passages of a page beyond those that are wanted: several are of one document. */
const PAGE_FACTOR = 4;
const LEAST_PAGE = 64;

/** What is told of a hit beside its score. */
const KEYS: readonly Json[] = HIT_KEYS.map((key) => ({ [key]: 'asc' }));

/**
 * The first passages by their impacts. Where scores may pass what float32 tells apart, all that may belong to the first ones are scored
 * again, exactly: rounding never turns two scores round, so they are among those that are rounded to no less than the last of them.
 *
 * @param terms one or more @param reaches the largest impact of each
 */
export async function rankByImpacts(
  index: ClusterIndex,
  memory: PassageMemory,
  terms: readonly QueryTerm[],
  reaches: readonly number[],
  options: Options,
): Promise<Ranking> {
  const scoring = { should: terms.map(termClause), minimum_should_match: 1 };
  const body = {
    query: { bool: { ...scoring, ...(options.accept !== null && { filter: options.accept }) } },
    sort: [{ _score: 'desc' }, ...KEYS],
  };
  const asked = { what: 'a search by words', body, least: 1 };
  if (isExact(terms, reaches)) return firstOf(await gather(index, memory, asked, options, 'first'), options.depth);
  const rounded = await gather(index, memory, asked, options, 'tied');
  const exact = await exactScores(
    index,
    terms,
    rounded.map(({ passage }) => passage),
  );
  const scored = rounded.map((each) => ({ ...each, score: exact.get(each.passage) ?? 0 }));
  scored.sort((a, b) => b.score - a.score || a.passage - b.passage);
  const seen = new Set<number>();
  return firstOf(
    scored.filter(({ item }) => !seen.has(item) && seen.add(item)),
    options.depth,
  );
}

/** The int32 dot product of two rows of int8. */
const DOT_SCRIPT = `def row = doc['vector'].value; byte[] bytes = row.bytes; int at = row.offset; def query = params.query; int sum = 0; for (int i = 0; i < params.dimensions; i++) { sum += bytes[at + i] * (int) query[i]; } return sum;`;

/** The first passages by their vectors: every vector is compared. @param vector not of zeros alone */
export async function rankByVectors(
  index: ClusterIndex,
  memory: PassageMemory,
  vector: Int8Array,
  options: Options,
): Promise<Ranking> {
  const params = { query: Array.from(vector), dimensions: vector.length };
  const order = { _script: { type: 'number', order: 'desc', script: { source: DOT_SCRIPT, params } } };
  const filter = [{ exists: { field: 'passage' } }, ...(options.accept ?? [])];
  const body = { query: { bool: { filter } }, sort: [order, ...KEYS] };
  const asked = { what: 'a search by vectors', body, least: Number.NEGATIVE_INFINITY };
  return firstOf(await gather(index, memory, asked, options, 'first'), options.depth);
}

interface Asked {
  /** For errors. */
  readonly what: string;
  readonly body: Json;
  /** The least score of a hit: impacts that a shift makes nothing of find nothing. */
  readonly least: number;
}

/**
 * Hits in the order of the body, one of each item, until there are as many as are wanted.
 *
 * @param until `tied`: every hit that is given the score of the last of them or more, of one item too
 */
async function gather(
  index: ClusterIndex,
  memory: PassageMemory,
  { what, body, least }: Asked,
  { depth, unit, checkpoint }: Options,
  until: 'first' | 'tied',
): Promise<ScoredPassage[]> {
  const factor = unit === 'document' ? PAGE_FACTOR : 1;
  const size = Math.min(CLUSTER_PAGE_HITS, Math.max(LEAST_PAGE, depth * factor));
  const seen = new Set<number>();
  const found: ScoredPassage[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for await (const hits of index.pages(what, { ...body, ...SORT_ALONE, size })) {
    checkpoint?.();
    for (const { sort } of hits) {
      const [score, ...keys] = sort as readonly number[];
      if (score < least) return found;
      if (until === 'first' && seen.size >= depth) return found;
      if (until === 'tied' && seen.size >= depth && score < last) return found;
      const passage = memory.note(keys);
      const item = unit === 'document' ? keys[1] : passage;
      if (seen.has(item) && until === 'first') continue;
      if (!seen.has(item) && seen.size < depth) last = score;
      seen.add(item);
      found.push({ passage, item, score });
    }
  }
  return found;
}

function firstOf(found: readonly ScoredPassage[], depth: number): Ranking {
  const first = found.slice(0, depth);
  return {
    passages: Uint32Array.from(first, ({ passage }) => passage),
    scores: Float64Array.from(first, ({ score }) => score),
  };
}
