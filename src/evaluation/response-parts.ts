/** What a response of an agent says in a form that its prompt asked for. */

const CITATION = /\[([^[\]]*)\]|【([^【】]*)】/g;
const CONFIDENCE = /\bconfidence\b[^\d\n]{0,20}?(\d{1,9}(?:\.\d{1,9})?)\s*(%?)/gi;
/** Code units; what is longer is no answer, but a text. */
const LONGEST_ANSWER = 10_000;
const EXACT_ANSWER = /^[ \t*_#>-]*(?:exact|final) answer[\s*_]*[::][\s*_]*(.*)$/gimu;

/**
 * The documents that a text cites by `[id]`, `[id1, id2]` or `【id】`, each once, in their order. A word in brackets is an id when it is
 * made of digits, or is one of those that are known.
 */
export function citedDocuments(text: string, known: ReadonlySet<string>): string[] {
  const cited = new Set<string>();
  for (const [, square, wide] of text.matchAll(CITATION)) {
    const inside = (square ?? wide).trim();
    if (known.has(inside)) {
      cited.add(inside);
      continue;
    }
    for (const word of inside.split(/[\s,;:|†]+/u)) if (/^\d+$/.test(word) || known.has(word)) cited.add(word);
  }
  return [...cited];
}

/** What the last `Confidence: 85%` of a text says, in percent of 0 … 100; null where there is none. Over 100 is 100. */
export function statedConfidence(text: string): number | null {
  const last = [...text.matchAll(CONFIDENCE)].at(-1);
  if (last === undefined) return null;
  const value = Number(last[1]);
  // Without a sign, 0.85 is a share.
  return Math.min(100, last[2] === '' && value > 0 && value < 1 ? value * 100 : value);
}

/** What stands behind the last `Exact Answer:` or `Final Answer:` of a text; null where there is none. */
export function statedAnswer(text: string): string | null {
  const last = [...text.matchAll(EXACT_ANSWER)].at(-1)?.[1].slice(0, LONGEST_ANSWER).trim() ?? '';
  return last === '' ? null : last.replace(/[*_\s]+$/, '');
}
