import { inverseDocumentFrequency, lengthNorms, quantiseImpact } from '../../format/impact.ts';
import type { IndexView } from '../index-view.ts';
import { PositionStore } from '../position-store.ts';
import type { Findings } from './findings.ts';
import type { TermStatistics } from './merged-terms.ts';
import type { Witness } from './witness.ts';

/**
 * Whether the positions of a shard are those of its postings, make up the lengths of its passages, and give its impacts.
 *
 * @param statistics of the collection
 * @param witness is told where every term stands
 * @throws StillwebError INDEX_CORRUPT when positions cannot be read
 */
export function checkImpacts(
  view: IndexView,
  shard: number,
  statistics: TermStatistics,
  findings: Findings,
  witness?: Witness,
): void {
  const postings = view.postings[shard];
  const first = view.firstPassages[shard];
  const lengths = view.passages.length.subarray(first, first + postings.passages);
  const norms = lengthNorms(lengths, meanLength(view));
  const largestIdf = inverseDocumentFrequency(view.passages.passages, statistics.smallest);
  const positions = new PositionStore(view.index.folder, shard);
  const held = new Uint32Array(lengths.length);
  let wrong: { readonly term: number; readonly passage: number } | null = null;
  let wrongImpacts = 0;
  try {
    if (!positions.covers(postings.terms.size))
      findings.add('position', `shard ${shard}: its positions are not those of its terms`);
    for (let term = 0; term < postings.terms.size; term++) {
      const { passages, impacts } = postings.list(term);
      const idf = inverseDocumentFrequency(view.passages.passages, statistics.frequencies[shard][term]);
      const cursor = positions.open(term);
      let isSound = true;
      for (const [i, passage] of passages.entries()) {
        const standing = cursor.next();
        isSound &&= standing.length > 0 && standing.every((place, n) => n === 0 || place > standing[n - 1]);
        held[passage] += standing.length;
        if (witness !== undefined) for (const place of standing) witness.occurs(shard, term, passage, place);
        if (impacts[i] === quantiseImpact(idf, standing.length, norms[passage], largestIdf)) continue;
        wrong ??= { term, passage: first + passage };
        wrongImpacts++;
      }
      if (!isSound || !cursor.isAtEnd)
        findings.add('position', `shard ${shard}, term ${term}: its positions are not those of its postings`);
    }
  } finally {
    positions.close();
  }
  if (findings.has('position')) return;
  for (const [passage, length] of lengths.entries()) {
    if (held[passage] !== length)
      findings.add('passage-length', `passage ${first + passage} holds ${held[passage]} terms, not ${length}`);
  }
  // With other lengths no impact could be right.
  if (wrong === null || findings.has('passage-length')) return;
  findings.add(
    'impact',
    `shard ${shard}: ${wrongImpacts} impacts are wrong, the first of term ${wrong.term} in passage ${wrong.passage}`,
  );
}

function meanLength({ passages }: IndexView): number {
  const tokens = passages.length.reduce((sum, length) => sum + length, 0);
  return tokens === 0 ? 1 : tokens / passages.passages;
}
