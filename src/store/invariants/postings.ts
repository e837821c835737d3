import { RARE_BYTES, type ShardPostings } from '../../format/postings.ts';
import type { Findings } from './findings.ts';
import { checkList } from './lists.ts';

/** The terms `from` … `to` − 1 of a shard. */
export interface TermSpan {
  readonly from: number;
  readonly to: number;
}

export function allTerms({ terms }: ShardPostings): TermSpan {
  return { from: 0, to: terms.size };
}

/**
 * Some terms of a shard, and where their postings are and in which order.
 *
 * @param span a part only for whoever has another one look at the rest
 * @returns passages that hold each term, 0 for the others; of no use where there are findings
 */
export function checkPostings(
  postings: ShardPostings,
  shard: number,
  findings: Findings,
  span = allTerms(postings),
): Uint32Array {
  const frequencies = new Uint32Array(postings.terms.size);
  checkTerms(postings, shard, findings, span);
  if (!checkPlaces(postings, shard, findings)) return frequencies;
  for (let term = span.from; term < span.to; term++) {
    const what = `shard ${shard}, term ${term}`;
    const { start, rareCount } = postings.locate(term);
    let decoded: ReturnType<ShardPostings['list']> | null = null;
    // Not before its bytes are known to be those of a list.
    const list = () => {
      decoded ??= postings.list(term);
      return decoded;
    };
    if (rareCount === 0 && !checkList(postings, start, what, list, findings)) continue;
    const { passages } = list();
    frequencies[term] = passages.length;
    if (!isAscending(passages) || passages[passages.length - 1] >= postings.passages)
      findings.add('posting-order', `${what}: its postings do not ascend within the shard`);
  }
  return frequencies;
}

/** A term that is not behind the one before it is not found either: look-ups bisect. */
function checkTerms({ terms }: ShardPostings, shard: number, findings: Findings, { from, to }: TermSpan): void {
  let term = -1;
  for (const text of terms.all()) {
    if (++term < from) continue;
    if (term >= to) break;
    if (terms.find(text) !== term) findings.add('term-lookup', `shard ${shard}, term ${term}: not found by its text`);
  }
}

/** Whether the postings of every term begin where those of the one before end. */
function checkPlaces(postings: ShardPostings, shard: number, findings: Findings): boolean {
  const before = findings.count;
  let rare = 0;
  let frequent = 0;
  for (let term = 0; term < postings.terms.size; term++) {
    const { start, rareCount } = postings.locate(term);
    if (start !== (rareCount > 0 ? rare : frequent))
      findings.add('posting-place', `shard ${shard}, term ${term}: its postings begin elsewhere`);
    rare += rareCount;
    if (rareCount === 0) frequent++;
  }
  if (rare * RARE_BYTES !== postings.rare.length || frequent !== postings.frequentForms.length)
    findings.add('posting-place', `shard ${shard}: it has other postings than those of its terms`);
  return findings.count === before;
}

function isAscending(passages: Uint32Array): boolean {
  for (let i = 1; i < passages.length; i++) if (passages[i] <= passages[i - 1]) return false;
  return true;
}
