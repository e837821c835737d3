import { makeKey, makeRoom, numberOf, placeOf, scoreOf } from './beam';
import { compareFour } from './rows';
import { beam, dimensions, vectorNamed } from './walk';

/**
 * AssemblyScript: which of the candidates in the beam become neighbours. Best first, a candidate is taken unless one
 * that was taken before is nearer to it than the node itself: links then lead into all directions (algorithm 4 of Malkov
 * and Yashunin, 2018, without its options).
 *
 * @param candidates keys in the beam, descending
 * @param most neighbours wanted
 * @param chosen most + 3 × u32 to write to
 * @returns how many were chosen
 */
export function chooseNeighbours(candidates: i32, most: i32, chosen: usize, isLow: bool): i32 {
  let count: i32 = 0;
  for (let i: i32 = 0; i < candidates && count < most; i++) {
    const key = load<i64>(beam + (<usize>i << 3));
    const candidate = numberOf(key);
    const score = i32x4.splat(scoreOf(key));
    const row = vectorNamed(candidate, isLow);
    let isNear = false;
    for (let j: i32 = 0; j < count; j += 4) {
      const at = chosen + (<usize>j << 2);
      const a = vectorNamed(load<u32>(at), isLow);
      const b = vectorNamed(load<u32>(at, 4), isLow);
      const c = vectorNamed(load<u32>(at, 8), isLow);
      const d = vectorNamed(load<u32>(at, 12), isLow);
      const others = compareFour(row, a, b, c, d, dimensions);
      if (v128.any_true(i32x4.gt_s(others, score))) {
        isNear = true;
        break;
      }
    }
    if (isNear) continue;
    // The three places behind repeat the last, so that four can always be compared at a time.
    const at = chosen + (<usize>count << 2);
    store<u32>(at, candidate);
    store<u32>(at, candidate, 4);
    store<u32>(at, candidate, 8);
    store<u32>(at, candidate, 12);
    count++;
  }
  return count;
}

/** Adds a candidate to the first `count` keys of the beam. */
export function addCandidate(count: i32, score: i32, name: u32): void {
  const key = makeKey(score, name);
  const place = placeOf(beam, count, key);
  makeRoom(beam, place, count);
  store<i64>(beam + (<usize>place << 3), key);
}
