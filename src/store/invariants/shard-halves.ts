import { RARE_BYTES, type ShardPostings } from '../../format/postings.ts';
import type { IndexView } from '../index-view.ts';
import { type Finding, Findings } from './findings.ts';
import { checkTallies, type ImpactTally, tallyImpacts } from './impacts.ts';
import type { TermStatistics } from './merged-terms.ts';
import { checkPostings, type TermSpan } from './postings.ts';
import { checkCounts } from './shards.ts';

/**
 * `checkShards` by two who look at once, each at half of the terms of every shard. The steps are the same: nobody begins with the second
 * before both have found the first one sound.
 */

/** What one of them has found, by shard. */
export interface PostingsHalf {
  readonly findings: readonly Finding[];
  /** As `checkPostings` returns them. */
  readonly held: readonly Uint32Array[];
}

export interface ImpactsHalf {
  readonly findings: readonly Finding[];
  readonly tallies: readonly ImpactTally[];
}

/** Who looks at the first half of the terms, elsewhere. @throws StillwebError INDEX_CORRUPT */
export interface OtherLook {
  postings(spans: readonly TermSpan[]): Promise<PostingsHalf>;
  impacts(spans: readonly TermSpan[], statistics: TermStatistics): Promise<ImpactsHalf>;
}

/** The first step, of some terms of each shard. @throws StillwebError INDEX_CORRUPT */
export function lookAtPostings(view: IndexView, spans: readonly TermSpan[]): PostingsHalf {
  const findings = new Findings();
  const held = spans.map((span, shard) => checkPostings(view.postings[shard], shard, findings, span));
  return { findings: findings.finish(), held };
}

/** The second step. @throws StillwebError INDEX_CORRUPT */
export function lookAtImpacts(view: IndexView, spans: readonly TermSpan[], statistics: TermStatistics): ImpactsHalf {
  const findings = new Findings();
  const tallies = spans.map((span, shard) => tallyImpacts(view, shard, statistics, findings, span));
  return { findings: findings.finish(), tallies };
}

/**
 * What is found in the shards; where that is anything, `checkShards` tells it in order. Trusts the table of passages.
 *
 * @throws StillwebError INDEX_CORRUPT
 */
export async function checkInHalves(view: IndexView, other: OtherLook): Promise<readonly Finding[]> {
  const cuts = view.postings.map(cutTerms);
  const theirs = cuts.map(([first]) => first);
  const ours = cuts.map(([, second]) => second);
  const [first, second] = await bothOf(other.postings(theirs), () => lookAtPostings(view, ours));
  const found = [...first.findings, ...second.findings];
  if (found.length > 0) return found;
  const held = first.held.map((counts, shard) => {
    const { from } = ours[shard];
    counts.set(second.held[shard].subarray(from), from);
    return counts;
  });
  const findings = new Findings();
  const statistics = checkCounts(view, held, findings);
  const halves = await bothOf(other.impacts(theirs, statistics), () => lookAtImpacts(view, ours, statistics));
  for (const shard of cuts.keys()) {
    const tallies = halves.map(({ tallies }) => tallies[shard]);
    checkTallies(view, shard, tallies, findings);
  }
  return [...findings.finish(), ...halves.flatMap((half) => half.findings)];
}

/** Two parts of the terms with some as many bytes of postings. */
function cutTerms(postings: ShardPostings): [TermSpan, TermSpan] {
  const { frequencies, frequentStarts, rare, lists, terms } = postings;
  const half = (rare.length + lists.byteLength) / 2;
  let bytes = 0;
  let frequent = 0;
  let cut = 0;
  for (; cut < terms.size && bytes < half; cut++) {
    if (frequencies[cut] > 0) bytes += frequencies[cut] * RARE_BYTES;
    else bytes += (frequentStarts[frequent + 1] - frequentStarts[frequent++]) * lists.BYTES_PER_ELEMENT;
  }
  return [
    { from: 0, to: cut },
    { from: cut, to: terms.size },
  ];
}

async function bothOf<Half>(theirs: Promise<Half>, look: () => Half): Promise<[Half, Half]> {
  // Where this thread throws first, what the other one says is of no interest.
  theirs.catch(() => {});
  const ours = look();
  return [await theirs, ours];
}
