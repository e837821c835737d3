import { inverseDocumentFrequency, MAX_IMPACT, PassageImpacts } from '../../format/impact.ts';
import type { IndexView } from '../index-view.ts';
import { PositionStore } from '../position-store.ts';
import { fieldsOf, titleEndsOf, totalsOf } from './fields.ts';
import type { Findings } from './findings.ts';
import type { TermStatistics } from './merged-terms.ts';
import { allTerms, type TermSpan } from './postings.ts';
import type { Witness } from './witness.ts';

function isAscending(places: readonly number[]): boolean {
  for (let i = 1; i < places.length; i++) if (places[i] <= places[i - 1]) return false;
  return true;
}

/** What the positions of some terms of a shard make up. */
export interface ImpactTally {
  /** By passage of the shard: terms that stand in it, and those of them that score as title. */
  readonly held: Uint32Array;
  readonly heldInTitle: Uint32Array;
  /** The first impact that is wrong, and how many are. The passage is one of the collection. */
  readonly wrong: { readonly term: number; readonly passage: number } | null;
  readonly wrongImpacts: number;
}

/**
 * Whether the positions of a shard are those of its postings, make up the lengths of its passages, and give its impacts.
 * Titles that score apart belong to documents: of a table that names others for its passages, nothing of this is asked.
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
  const isFielded = view.index.manifest.bm25?.title !== undefined;
  if (isFielded && (findings.has('passage-run') || findings.has('passage-document'))) return;
  const tally = tallyImpacts(view, shard, statistics, findings, allTerms(view.postings[shard]), witness);
  checkTallies(view, shard, [tally], findings);
}

/** Looks at some terms of a shard. Trusts the table of passages. @throws StillwebError INDEX_CORRUPT when positions cannot be read */
export function tallyImpacts(
  view: IndexView,
  shard: number,
  statistics: TermStatistics,
  findings: Findings,
  { from, to }: TermSpan,
  witness?: Witness,
): ImpactTally {
  const { bm25 } = view.index.manifest;
  const postings = view.postings[shard];
  const first = view.firstPassages[shard];
  const lengths = lengthsOf(view, shard);
  const fields = fieldsOf(view, shard);
  const titleEnds = titleEndsOf(view, shard);
  const largestIdf = inverseDocumentFrequency(view.passages.passages, statistics.smallest);
  const expected =
    bm25 === undefined ? null : new PassageImpacts(bm25, { lengths, fields }, totalsOf(view), largestIdf);
  const positions = PositionStore.open(view.index.folder, shard, true);
  const held = new Uint32Array(lengths.length);
  const heldInTitle = new Uint32Array(lengths.length);
  let wrong: ImpactTally['wrong'] = null;
  let wrongImpacts = 0;
  try {
    if (!positions.covers(postings.terms.size))
      findings.add('position', `shard ${shard}: its positions are not those of its terms`);
    for (let term = from; term < to; term++) {
      const { passages, impacts } = postings.list(term);
      const idf = inverseDocumentFrequency(view.passages.passages, statistics.frequencies[shard][term]);
      const entries = postings.entryNumbers(term);
      const cursor = positions.open(term, postings.entries(term));
      let isSound = true;
      for (let i = 0; i < passages.length; i++) {
        const passage = passages[i];
        const standing = cursor.next();
        isSound &&= cursor.entry === entries[i] && isAscending(standing);
        let inTitle = 0;
        while (standing[inTitle] < titleEnds[passage]) inTitle++;
        held[passage] += standing.length;
        heldInTitle[passage] += inTitle;
        if (witness !== undefined) for (const place of standing) witness.occurs(shard, term, passage, place);
        const isRight =
          expected === null
            ? impacts[i] >= 1 && impacts[i] <= MAX_IMPACT
            : impacts[i] === expected.of(passage, idf, standing.length, inTitle);
        if (isRight) continue;
        wrong ??= { term, passage: first + passage };
        wrongImpacts++;
      }
      if (!isSound || !cursor.isAtEnd || !cursor.isAsWritten())
        findings.add('position', `shard ${shard}, term ${term}: its positions are not those of its postings`);
    }
  } finally {
    positions.close();
  }
  return { held, heldInTitle, wrong, wrongImpacts };
}

/** Compares what all terms of a shard make up together with what is written down of its passages. */
export function checkTallies(
  view: IndexView,
  shard: number,
  tallies: readonly ImpactTally[],
  findings: Findings,
): void {
  if (findings.has('position')) return;
  const first = view.firstPassages[shard];
  const sumOf = (count: (tally: ImpactTally) => number): number =>
    tallies.reduce((sum, tally) => sum + count(tally), 0);
  for (const [passage, length] of lengthsOf(view, shard).entries()) {
    const held = sumOf((tally) => tally.held[passage]);
    if (held !== length)
      findings.add('passage-length', `passage ${first + passage} holds ${held} terms, not ${length}`);
  }
  for (const [passage, terms] of fieldsOf(view, shard)?.titleTerms.entries() ?? []) {
    const held = sumOf((tally) => tally.heldInTitle[passage]);
    if (held !== terms)
      findings.add('title-length', `passage ${first + passage} has ${held} terms that score as title, not ${terms}`);
  }
  const wrong = tallies.find((tally) => tally.wrong !== null)?.wrong;
  // With other lengths no impact could be right.
  if (wrong === undefined || wrong === null || findings.has('passage-length') || findings.has('title-length')) return;
  const wrongImpacts = sumOf((tally) => tally.wrongImpacts);
  findings.add(
    'impact',
    `shard ${shard}: ${wrongImpacts} impacts are wrong, the first of term ${wrong.term} in passage ${wrong.passage}`,
  );
}

function lengthsOf({ passages, firstPassages, index }: IndexView, shard: number): Uint32Array {
  const first = firstPassages[shard];
  return passages.length.subarray(first, first + index.manifest.counts.shards[shard]);
}
