/** Whether an answer is right, as SQuAD and the benchmarks after it compare (Rajpurkar et al., EMNLP 2016, official script 1.1). */

const ARTICLES = /\b(?:a|an|the)\b/g;
/** ASCII punctuation, as Python's `string.punctuation` has it. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** True where one of the right answers is the same but for case, punctuation, articles and white space. */
export function matchesExactly(answer: string, right: readonly string[]): boolean {
  const given = normalise(answer);
  return right.some((one) => normalise(one) === given);
}

function normalise(text: string): string {
  return text.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ').split(/\s+/).filter(Boolean).join(' ');
}
