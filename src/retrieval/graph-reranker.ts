import { MAX_RERANK_DEPTH } from '../limits.ts';
import { walkLinks } from './link-walk.ts';
import { NO_PASSAGE } from './ranker.ts';
import type { BroughtDocument, Candidate, FollowedLinks, Reranker } from './reranker.ts';

/** As many hits as min-max gives a score (`MINMAX_RANKS` of each leg). */
const HITS = 100;
/** Links of one hit that are followed, of those from it and of those to it. */
const LINKS_OF_HIT = 256;
/** Documents that the legs did not find, and that may stand among the hits. */
const MOST_BROUGHT = 100;
/** Percent of the score that links give. */
const LINK_SHARE = 40;
/** The best score of either part. */
const FULL = 2 ** 24;
/** Differences of scores are cut into so many steps at most: times FULL they stay below 2^53. */
const MOST_STEPS = 2 ** 28;

/**
 * Ranks by links as well: a document that is linked with good hits is likely to belong to the answer, even where it has few of the
 * words that were asked for. Score: 60 parts of the first stage, 40 of what a walk from the hits along links brings to the
 * document (`link-walk.ts`), each in 2^24ths of its best.
 */
export const GRAPH_RERANKER: Reranker = {
  name: 'graph',
  depth: HITS,
  mostDepth: MAX_RERANK_DEPTH,
  needsLinks: true,
  rerank: async (_query, candidates, _readTexts, checkpoint, links, depth) => {
    const firsts = scoresOf(candidates, depth);
    if (links === null) return firsts;
    const places = placesOf(candidates);
    const hits = Uint32Array.from(places.keys());
    const graph = await gatherLinks(hits, places, links);
    checkpoint();
    const weights = weightsOf(candidates, firsts, places);
    const arrived = walkLinks({ ...graph, weights, size: graph.documents.length });
    checkpoint();
    const most = arrived.reduce((best, mass) => Math.max(best, mass), 1);
    const linked = arrived.map((mass) => Math.floor((mass * FULL) / most) * LINK_SHARE);
    const scores = candidates.map(
      ({ document }, i) => firsts[i] * (100 - LINK_SHARE) + linked[places.get(document) as number],
    );
    return { scores, brought: await bringBest(graph.documents, linked, hits.length, links) };
  },
};

/**
 * In 2^24ths of what the best has over the hundredth, 0 … 2^24. Where there are fewer, over nothing: then none of them is without
 * worth, and what links alone lead to does not come before the only hit. All have 2^24 where they are equal.
 */
function scoresOf(candidates: readonly Candidate[], depth: number): number[] {
  const last = candidates[candidates.length - 1].score;
  const low = candidates.length < depth ? Math.min(0, last) : last;
  const range = candidates[0].score - low;
  if (range === 0) return candidates.map(() => FULL);
  const unit = Math.max(1, Math.ceil(range / MOST_STEPS));
  const steps = Math.max(1, Math.floor(range / unit));
  return candidates.map(({ score }) => Math.floor((Math.floor((score - low) / unit) * FULL) / steps));
}

/** A place for each document, in the order of its best passage. */
function placesOf(candidates: readonly Candidate[]): Map<number, number> {
  const places = new Map<number, number>();
  for (const { document } of candidates) if (!places.has(document)) places.set(document, places.size);
  return places;
}

/** Of each hit by its best passage. */
function weightsOf(
  candidates: readonly Candidate[],
  firsts: readonly number[],
  places: ReadonlyMap<number, number>,
): number[] {
  const weights = new Array<number>(places.size).fill(0);
  for (const [i, { document }] of candidates.entries()) {
    const place = places.get(document) as number;
    weights[place] = Math.max(weights[place], 1 + Math.floor(firsts[i] / 256));
  }
  return weights;
}

interface GatheredLinks {
  /** The hits, then what is linked with them. */
  readonly documents: readonly number[];
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** The links of the hits, which are walked both ways. One between two hits is named by both of them. */
async function gatherLinks(
  hits: Uint32Array,
  placesOfHits: ReadonlyMap<number, number>,
  links: FollowedLinks,
): Promise<GatheredLinks> {
  const { starts, documents: targets } = await links.neighboursOf(hits, LINKS_OF_HIT);
  const places = new Map(placesOfHits);
  const documents = [...hits];
  const from: number[] = [];
  const to: number[] = [];
  for (let hit = 0; hit < hits.length; hit++) {
    for (let at = starts[hit]; at < starts[hit + 1]; at++) {
      let place = places.get(targets[at]);
      if (place === undefined) {
        place = documents.push(targets[at]) - 1;
        places.set(targets[at], place);
      }
      from.push(hit);
      to.push(place);
      if (place < hits.length) continue;
      from.push(place);
      to.push(hit);
    }
  }
  return { documents, from: Uint32Array.from(from), to: Uint32Array.from(to) };
}

/** The documents behind the hits that most mass came to and that the search admits, by their first passage. */
async function bringBest(
  documents: readonly number[],
  linked: Float64Array,
  hits: number,
  links: FollowedLinks,
): Promise<BroughtDocument[]> {
  const reached = Uint32Array.from(documents.slice(hits));
  const passages = await links.leadsOf(reached);
  return Array.from(reached, (document, i) => ({ document, passage: passages[i], score: linked[hits + i] }))
    .filter(({ passage, score }) => passage !== NO_PASSAGE && score > 0)
    .sort((a, b) => b.score - a.score || a.document - b.document)
    .slice(0, MOST_BROUGHT);
}
