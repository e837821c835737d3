/** Which documents make a haystack of so many tokens, and in which order they stand. */
import { Draws } from '../perturb/draws.ts';
import { cutToTokens, type TokenCounter } from './token-counter.ts';

export const ORDERS = ['ranked', 'shuffled'] as const;
export type Order = (typeof ORDERS)[number];

/** A document that may be part of a haystack. */
export interface Straw {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly isGold: boolean;
  /** Where the retriever has it, from 1; null for one that it has not found. */
  readonly rank: number | null;
  /** Of `straw`, with what parts it from the next. */
  readonly tokens: number;
  /** Its text is cut: the last that found room. */
  readonly isCut?: true;
}

export interface Haystack {
  /** In the order in which they stand. */
  readonly straws: readonly Straw[];
  /** The sum of theirs. */
  readonly tokens: number;
  /** There was room left when the list of the retriever ended. */
  readonly isShort: boolean;
}

export interface HaystackPlan {
  readonly topic: string;
  /** The most tokens. */
  readonly size: number;
  readonly order: Order;
  readonly seed: number;
  /** Takes the beginning of the document that has no room any more. */
  readonly isCut: boolean;
  readonly counter: TokenCounter;
}

const GAP = '\n\n';

/** A document as it stands in a context. */
export function straw({ title, text }: Pick<Straw, 'title' | 'text'>): string {
  return title === '' ? text : `${title}\n${text}`;
}

/** As a context holds them, one text. */
export function joinStraws(straws: readonly Straw[]): string {
  return straws.map(straw).join(GAP);
}

export function tokensOf(document: Pick<Straw, 'title' | 'text'>, counter: TokenCounter): number {
  return counter.count(`${straw(document)}${GAP}`);
}

/**
 * All gold documents, whole, and of the others the best ranked that there is room for: of two sizes the larger holds what the smaller does.
 *
 * @param gold in the order of the collection
 * @param distractors in the order of the retriever; no more are taken from it than find room
 * @returns null where the gold documents alone are longer
 */
export function composeHaystack(
  gold: readonly Straw[],
  distractors: Iterable<Straw>,
  plan: HaystackPlan,
): Haystack | null {
  const { size, counter } = plan;
  const straws = [...gold];
  let tokens = gold.reduce((sum, each) => sum + each.tokens, 0);
  if (tokens > size) return null;
  let isShort = true;
  for (const next of distractors) {
    const fits = tokens + next.tokens <= size;
    const taken = fits ? next : plan.isCut ? cutStraw(next, size - tokens, counter) : null;
    if (taken !== null) {
      straws.push(taken);
      tokens += taken.tokens;
    }
    if (!fits) {
      isShort = false;
      break;
    }
  }
  return { straws: ordered(straws, plan), tokens, isShort };
}

/** Its title whole, and as many words of its text as have room; null where none has. */
function cutStraw(whole: Straw, most: number, counter: TokenCounter): Straw | null {
  const head = straw({ title: whole.title, text: '' });
  const body = cutToTokens(`${head}${whole.text}`, most - counter.count(GAP), counter).slice(head.length);
  if (body.trim() === '') return null;
  const cut = { ...whole, text: body, isCut: true as const };
  return { ...cut, tokens: tokensOf(cut, counter) };
}

/** What the retriever has not found stands behind what it has. A shuffle draws for each document by its id, so that sizes agree on who stands before whom. */
function ordered(straws: readonly Straw[], { order, seed, topic }: HaystackPlan): Straw[] {
  const draws = new Draws(String(seed));
  const keys = new Map(
    straws.map((each, place) => [
      each,
      [order === 'shuffled' ? draws.at('order', topic, each.id) : (each.rank ?? Number.MAX_SAFE_INTEGER), place],
    ]),
  );
  const keyOf = (each: Straw): number[] => keys.get(each) ?? [];
  return [...straws].sort((one, other) => keyOf(one)[0] - keyOf(other)[0] || keyOf(one)[1] - keyOf(other)[1]);
}
