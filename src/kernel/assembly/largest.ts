/** AssemblyScript: the largest of u64 keys, no two of which are equal. */

const FEW: i32 = 12;

// @ts-ignore: decorator
@inline
function keyAt(keys: usize, place: i32): u64 {
  return load<u64>(keys + (<usize>place << 3));
}

// @ts-ignore: decorator
@inline
function put(keys: usize, place: i32, key: u64): void {
  store<u64>(keys + (<usize>place << 3), key);
}

/**
 * Parts the keys from `low` to `high`: larger ones in front of one of them, smaller ones behind it. There is no branch on a key, which
 * would be guessed wrong half of the time.
 *
 * @returns where that one is
 */
function part(keys: usize, low: i32, high: i32): i32 {
  const middle = (low + high) >> 1;
  const first = keyAt(keys, low);
  const second = keyAt(keys, middle);
  const third = keyAt(keys, high);
  const pivot = max(min(first, second), min(max(first, second), third));
  put(keys, select(middle, select(high, low, pivot === third), pivot === second), first);
  let place = low;
  for (let i = low + 1; i <= high; i++) {
    const key = keyAt(keys, i);
    put(keys, i, keyAt(keys, place + 1));
    put(keys, place + 1, key);
    place += i32(key > pivot);
  }
  put(keys, low, keyAt(keys, place));
  put(keys, place, pivot);
  return place;
}

/**
 * Brings the `most` largest of `count` keys to the front, in no order.
 *
 * @param most 1 … count
 * @returns the least of them
 */
export function keepLargest(keys: usize, count: i32, most: i32): u64 {
  let low: i32 = 0;
  let high = count - 1;
  const last = most - 1;
  while (low < high) {
    const place = part(keys, low, high);
    if (last < place) high = place - 1;
    else if (last > place) low = place + 1;
    else break;
  }
  return keyAt(keys, last);
}

/** Sorts the keys from `low` to `high`, the largest first. */
export function sortFalling(keys: usize, low: i32, high: i32): void {
  while (high - low > FEW) {
    const place = part(keys, low, high);
    sortFalling(keys, low, place - 1);
    low = place + 1;
  }
  for (let i = low + 1; i <= high; i++) {
    const key = keyAt(keys, i);
    let place = i;
    while (place > low && keyAt(keys, place - 1) < key) {
      put(keys, place, keyAt(keys, place - 1));
      place--;
    }
    put(keys, place, key);
  }
}
