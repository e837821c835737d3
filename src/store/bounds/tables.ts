import type { PassageTable } from '../../format/passages.ts';
import type { StringTable } from '../../format/string-table.ts';

/** Whether documents have their passages one after the other, and each passage names its document. */
export function arePassagesBounded({ first, document, documents, passages }: PassageTable): boolean {
  if (!areRunsBounded(first, passages)) return false;
  for (let number = 0; number < documents; number++) {
    for (let passage = first[number]; passage < first[number + 1]; passage++) {
      if (document[passage] !== number) return false;
    }
  }
  return true;
}

/** Whether runs follow one another and make up all that there is. @param starts where each begins, and where the last ends */
export function areRunsBounded(starts: Uint32Array, length: number): boolean {
  let before = 0;
  for (let i = 0; i < starts.length; i++) {
    if (starts[i] < before) return false;
    before = starts[i];
  }
  return starts[0] === 0 && before === length;
}

export function areNumbersBelow(numbers: Uint32Array, limit: number): boolean {
  for (let i = 0; i < numbers.length; i++) if (numbers[i] >= limit) return false;
  return true;
}

/** Whether strings follow one another, and as many slots name one of them: the others are empty and end a search. */
export function isTableBounded({ offsets, bytes, slots, size }: StringTable): boolean {
  if (!areRunsBounded(offsets, bytes.length)) return false;
  let used = 0;
  for (let slot = 0; slot < slots.length; slot++) {
    if (slots[slot] > size) return false;
    if (slots[slot] !== 0) used++;
  }
  return used === size;
}
