import { matchesExactly, normalizeAnswer } from '../contract/answer-match.ts';

/** What an answer is measured by, each in 0 … 1, greater is better. Texts are compared as SQuAD compares them. */
export type AnswerMeasures = Readonly<Record<'EM' | 'F1' | 'Contains', number>>;

/** Of an answer that is a list: how many of its members are right, how many of the right ones it has, and their harmonic mean. */
export type ListMeasures = Readonly<Record<'SetP' | 'SetR' | 'SetF', number>>;

/**
 * EM: the answer is one of the right ones. F1: the words that it shares with one of them, the best. Contains: the words of a right
 * answer stand in it, one after the other.
 *
 * @param right each of them answers the question
 * @see Rajpurkar et al., "SQuAD", EMNLP 2016: EM and F1 of the official script 1.1
 */
export function measureAnswer(answer: string, right: readonly string[]): AnswerMeasures {
  return {
    EM: matchesExactly(answer, right) ? 1 : 0,
    F1: right.reduce((best, one) => Math.max(best, sharedWords(answer, one)), 0),
    Contains: containsAnswer(answer, right) ? 1 : 0,
  };
}

/** Whether the words of a right answer stand in a text, one after the other. An answer without words stands in none. */
export function containsAnswer(text: string, right: readonly string[]): boolean {
  const words = ` ${normalizeAnswer(text)} `;
  return right.map(normalizeAnswer).some((one) => one !== '' && words.includes(` ${one} `));
}

function sharedWords(answer: string, right: string): number {
  const [ours, theirs] = [answer, right].map((text) => normalizeAnswer(text).split(' ').filter(Boolean));
  if (ours.length === 0 || theirs.length === 0) return ours.length === theirs.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of theirs) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of ours) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    shared++;
  }
  return (2 * shared) / (ours.length + theirs.length);
}

/**
 * A list of things beside the list that is right. A thing is found when one of its names is given; given under two names it counts once.
 *
 * @param answer members, in any order; what is given twice counts once
 * @param right of each thing its names
 */
export function measureList(answer: readonly string[], right: readonly (readonly string[])[]): ListMeasures {
  const given = new Set(answer.map(normalizeAnswer).filter((one) => one !== ''));
  const names = right.map((things) => things.map(normalizeAnswer));
  const found = names.filter((things) => things.some((name) => given.has(name))).length;
  const known = new Set(names.flat());
  const wrong = [...given].filter((one) => !known.has(one)).length;
  const precision = found + wrong === 0 ? 0 : found / (found + wrong);
  const recall = right.length === 0 ? 0 : found / right.length;
  const both = precision + recall;
  return { SetP: precision, SetR: recall, SetF: both === 0 ? 0 : (2 * precision * recall) / both };
}
