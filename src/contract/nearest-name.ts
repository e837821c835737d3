/** Edits that a typing slip takes: two letters wrong, missing, too many or in the wrong order. */
const MAX_EDITS = 2;

/**
 * The name that a slip of the keyboard most likely meant; of equally near ones the first.
 *
 * @returns null where none is within two edits, or where the edits are half of the longer name or more
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  let nearest: string | null = null;
  let fewest = MAX_EDITS + 1;
  for (const each of known) {
    const longest = Math.max(name.length, each.length);
    if (longest - Math.min(name.length, each.length) >= fewest) continue;
    const edits = countEdits(name, each);
    if (edits < fewest && edits * 2 < longest) [nearest, fewest] = [each, edits];
  }
  return nearest;
}

/**
 * Letters to insert, delete or replace, and neighbours to swap, until one text is the other.
 *
 * @see Boytsov, "Indexing methods for approximate dictionary searching", 2011: the optimal string alignment distance
 */
export function countEdits(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1, isSwapped ? before[j - 2] + 1 : replaced));
    }
    [before, row] = [row, next];
  }
  return row[right.length];
}
