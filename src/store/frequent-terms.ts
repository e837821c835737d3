import type { ShardPostings } from '../format/postings.ts';
import { BLOCK_TERMS } from '../format/term-table.ts';
import { mostOf } from './most-of.ts';

export interface TermCount {
  /** As the index has it: folded, and often a stem. */
  readonly term: string;
  /** That hold it. */
  readonly passages: number;
}

/** Of each shard: those that no other term of it is in more passages than, by what its rows say. */
const CANDIDATES = 512;

/**
 * The terms that most passages hold, the most frequent first, equal ones in the order of their characters. Looks at the terms that are
 * the most frequent of each shard. Lets others have the thread between the
 * lists that it reads.
 *
 * @param top how many
 * @param passesOver terms that say nothing of the collection. Default: none
 */
export async function frequentTerms(
  postings: readonly ShardPostings[],
  top: number,
  passesOver: (term: string) => boolean = () => false,
): Promise<TermCount[]> {
  const names = new Set(postings.flatMap(candidatesOf).filter((term) => !passesOver(term)));
  const bounded = Array.from(names, (term) => ({ term, bound: mostPassages(postings, term) })).sort(
    (a, b) => b.bound - a.bound || compareTexts(a.term, b.term),
  );
  const counted: TermCount[] = [];
  for (const { term, bound } of bounded) {
    // None of those to come can be more frequent than it may be at the most.
    const least = counted.sort(byCount)[top - 1];
    if (top === 0 || (least !== undefined && least.passages > bound)) break;
    counted.push({ term, passages: await countPassages(postings, term) });
  }
  return counted.sort(byCount).slice(0, top);
}

function byCount(a: TermCount, b: TermCount): number {
  return b.passages - a.passages || compareTexts(a.term, b.term);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function countPassages(postings: readonly ShardPostings[], term: string): Promise<number> {
  let passages = 0;
  for (const shard of postings) {
    const ordinal = shard.terms.find(term);
    if (ordinal >= 0) passages += shard.frequency(ordinal);
    await new Promise(setImmediate);
  }
  return passages;
}

/** Passages that hold a term, or a few more: rows count entries that only bridge gaps too. */
function mostPassages(postings: readonly ShardPostings[], term: string): number {
  return postings.reduce((sum, shard) => {
    const ordinal = shard.terms.find(term);
    if (ordinal < 0) return sum;
    const { start, rareCount } = shard.locate(ordinal);
    return sum + (rareCount > 0 ? rareCount : rowEntries(shard, start));
  }, 0);
}

function rowEntries({ rows, windows }: ShardPostings, frequent: number): number {
  let entries = 0;
  for (let row = frequent * windows; row < (frequent + 1) * windows; row++) entries += rows[row] & 0xffff;
  return entries;
}

function candidatesOf(shard: ShardPostings): string[] {
  const { frequencies } = shard;
  const frequent: number[] = [];
  for (let ordinal = 0; ordinal < frequencies.length; ordinal++) if (frequencies[ordinal] === 0) frequent.push(ordinal);
  const ordinals =
    frequent.length >= CANDIDATES
      ? mostOf(frequent.length, (i) => rowEntries(shard, i), CANDIDATES).map((i) => frequent[i])
      : [...frequent, ...mostOf(frequencies.length, (ordinal) => frequencies[ordinal], CANDIDATES - frequent.length)];
  return ordinals.map((ordinal) => nameOf(shard, ordinal));
}

function nameOf({ terms }: ShardPostings, wanted: number): string {
  const block = Math.floor(wanted / BLOCK_TERMS);
  let name = '';
  terms.visitBlocks(block, block + 1, (term, length, ordinal) => {
    if (ordinal === wanted) name = Buffer.from(term.buffer, term.byteOffset, length).toString('utf8');
    return Number.POSITIVE_INFINITY;
  });
  return name;
}
