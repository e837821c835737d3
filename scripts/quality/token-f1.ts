/** The harmonic mean of precision and recall over words, each counted as often as it stands there; 1 for two texts without words. */
export function tokenF1(found: string, expected: string): number {
  const foundWords = countWords(found);
  const expectedWords = countWords(expected);
  const total = sum(foundWords) + sum(expectedWords);
  if (total === 0) return 1;
  let common = 0;
  for (const [word, count] of foundWords) common += Math.min(count, expectedWords.get(word) ?? 0);
  return (2 * common) / total;
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
