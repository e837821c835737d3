import type { EqualTexts } from '../../format/duplicates.ts';

/**
 * Whether the items ascend below the limit, the first of each text is one of them and says so, and what comes next is of the
 * same text, and behind or itself: so that every way through the items of a text ends.
 */
export function areDuplicatesBounded({ items, firsts, next }: EqualTexts, limit: number): boolean {
  for (let place = 0; place < items.length; place++) {
    const item = items[place];
    const first = firsts[place];
    const behind = next[place];
    if (item >= limit || (place > 0 && items[place - 1] >= item)) return false;
    if (first > item || behind < place || behind >= items.length || firsts[behind] !== first) return false;
    if (first < item && !isFirst(items, firsts, first, place)) return false;
  }
  return true;
}

/** Whether the item stands before the place, and is the first with its text. */
function isFirst(items: Uint32Array, firsts: Uint32Array, item: number, place: number): boolean {
  let low = 0;
  let high = place;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle] < item) low = middle + 1;
    else high = middle;
  }
  return items[low] === item && firsts[low] === item;
}
