import type { ListForm } from '../../src/format/frequent-list.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';

/** Whether a form has room for these impacts. */
export function fits({ entryBytes, gapBits }: ListForm, impacts: readonly number[]): boolean {
  const largest = entryBytes === 2 ? new Set(impacts).size : Math.max(...impacts);
  return entryBytes === 4 || largest < 2 ** (entryBytes * 8 - gapBits);
}

/**
 * Encodes a list as `docs/format.md` describes it, plainly and independently of the indexer: bytes, a multiple of four, and
 * the entries of each window.
 */
export function encodeList(
  { entryBytes, gapBits }: ListForm,
  passages: readonly number[],
  impacts: readonly number[],
  windows: number,
): { bytes: number[]; entries: number[] } {
  const little = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
  const distinct = [0, ...new Set([...impacts].sort((a, b) => a - b))];
  const bytes = entryBytes === 2 ? [distinct.length, ...distinct].flatMap((value) => little(value, 2)) : [];
  const counts: number[] = [];
  for (let window = 0; window < windows; window++) {
    const entries: number[] = [];
    const places: number[] = [];
    let place = 0;
    const push = (gap: number, value: number) => {
      entries.push(gap + value * 2 ** gapBits);
      place += gap;
      places.push(place);
    };
    for (const [i, passage] of passages.entries()) {
      const offset = passage - window * WINDOW_PASSAGES;
      if (offset < 0 || offset >= WINDOW_PASSAGES) continue;
      if (entryBytes === 4) {
        entries.push((passage % 65_536) + impacts[i] * 65_536);
        continue;
      }
      const widest = 2 ** gapBits - 1;
      while (offset - place > widest) push(widest, 0);
      push(offset - place, entryBytes === 2 ? distinct.indexOf(impacts[i]) : impacts[i]);
    }
    const known = places.filter((_, i) => i % 64 === 63 && i < entries.length - 1);
    bytes.push(...known.flatMap((value) => little(value, 2)));
    bytes.push(...entries.flatMap((value) => little(value, entryBytes)));
    counts.push(entries.length);
  }
  while (bytes.length % 4 !== 0) bytes.push(0);
  return { bytes, entries: counts };
}
