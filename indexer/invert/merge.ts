import { compareBytes } from '../../src/bytes/compare-bytes.ts';

/**
 * A source of entries in ascending byte order of their keys. After `advance` returns false it stays at its end.
 */
export interface SortedCursor {
  readonly key: Uint8Array;
  /** First six bytes of the key as an integer: decides nearly every comparison. */
  readonly prefix: number;
  /** Goes to the next entry; false at the end. */
  advance(): boolean;
}

/**
 * Walks many cursors as one: calls `visit` once per distinct key with the cursors that stand on it, in the order in
 * which they were given. A binary heap over (key, cursor order).
 */
export function mergeSorted<T extends SortedCursor>(cursors: readonly T[], visit: (group: readonly T[]) => void): void {
  const heap: number[] = [];
  const comesBefore = (left: number, right: number): boolean => {
    const a = cursors[left];
    const b = cursors[right];
    if (a.prefix !== b.prefix) return a.prefix < b.prefix;
    const order = compareBytes(a.key, 0, a.key.length, b.key, 0, b.key.length);
    return order === 0 ? left < right : order < 0;
  };
  const siftDown = (start: number): void => {
    const moving = heap[start];
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesBefore(heap[child + 1], heap[child])) child++;
      if (!comesBefore(heap[child], moving)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moving;
  };
  for (let i = 0; i < cursors.length; i++) if (cursors[i].advance()) heap.push(i);
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) siftDown(i);
  const group: T[] = [];
  const numbers: number[] = [];
  while (heap.length > 0) {
    const first = cursors[heap[0]];
    group.length = 0;
    numbers.length = 0;
    while (heap.length > 0) {
      const cursor = cursors[heap[0]];
      if (group.length > 0 && !isSameKey(first, cursor)) break;
      group.push(cursor);
      numbers.push(heap[0]);
      const last = heap.pop() as number;
      if (heap.length > 0) {
        heap[0] = last;
        siftDown(0);
      }
    }
    visit(group);
    for (const number of numbers) {
      if (!cursors[number].advance()) continue;
      heap.push(number);
      siftUp(heap, comesBefore);
    }
  }
}

function siftUp(heap: number[], comesBefore: (left: number, right: number) => boolean): void {
  let at = heap.length - 1;
  const moving = heap[at];
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!comesBefore(moving, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = moving;
}

function isSameKey(a: SortedCursor, b: SortedCursor): boolean {
  return a.prefix === b.prefix && compareBytes(a.key, 0, a.key.length, b.key, 0, b.key.length) === 0;
}
