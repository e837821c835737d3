/** Whether an answer is right, as SQuAD and the benchmarks after it compare (Rajpurkar et al., EMNLP 2016, official script 1.1). */

const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
/** ASCII punctuation, as Python's `string.punctuation` has it. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** True where one of the right answers is the same but for case, punctuation, articles and white space. */
export function matchesExactly(answer: string, right: readonly string[]): boolean {
  const given = normalizeAnswer(answer);
  return right.some((one) => normalizeAnswer(one) === given);
}

/** Lower case, without punctuation and articles, words with one blank between them. */
export function normalizeAnswer(text: string): string {
  return text.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ').split(/\s+/).filter(Boolean).join(' ');
}
