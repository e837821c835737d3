import {
  encodeSectionFile,
  readSectionTable,
  type SectionArray,
  SectionFile,
} from '../../../src/format/section-file.ts';
import type { Random } from './random.ts';

/** A section file of the same kind and layout in which some elements of one section are others, more or fewer. */
export function mutateSections(bytes: Buffer, random: Random): { bytes: Buffer; section: string } {
  const kind = bytes.toString('latin1', 8, 12);
  const file = new SectionFile('file', kind, bytes);
  const table = [...readSectionTable('file', kind, bytes, bytes.length).values()];
  const arrays: Record<string, SectionArray> = {};
  for (const { name, type } of table) arrays[name] = file.get(name, type).slice();
  const { name } = random.pick(table.filter(({ elements }) => elements > 0 || random.isOneIn(8)));
  arrays[name] = random.isOneIn(6) ? resize(arrays[name], random) : change(arrays[name], random);
  return { bytes: Buffer.from(encodeSectionFile(kind, arrays)), section: name };
}

const EXTREMES = [
  0,
  1,
  2,
  63,
  64,
  127,
  128,
  255,
  256,
  16_383,
  16_384,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 2,
];

function change(array: SectionArray, random: Random): SectionArray {
  if (array.length === 0) return array;
  const at = random.pick([0, array.length - 1, random.below(array.length), random.below(array.length)]);
  const other = random.below(array.length);
  switch (random.below(8)) {
    case 0:
      array[at] = random.pick(EXTREMES);
      return array;
    case 1:
      array[at] = array instanceof Float64Array ? random.pick([-1, 0.5, Number.NaN, 2 ** 53, 1e300]) : 2 ** 32 - 1;
      return array;
    case 2:
      array[at] += random.pick([1, -1, 2, -2, 16, 64]);
      return array;
    case 3:
      array[at] = array[Math.max(0, at - 1)];
      return array;
    case 4:
      [array[at], array[other]] = [array[other], array[at]];
      return array;
    case 5:
      array.copyWithin(at, other, other + 1 + random.below(32));
      return array;
    case 6:
      array.fill(random.pick([0, 255, 2 ** 32 - 1, array[at]]), at, at + 1 + random.below(32));
      return array;
    default:
      array[at] = random.below(array.length * 2);
      return array;
  }
}

function resize(array: SectionArray, random: Random): SectionArray {
  const { length } = array;
  const elements = random.pick([0, 1, length - 1, length + 1, length * 2, random.below(length + 1)]);
  const resized = new (array.constructor as Uint32ArrayConstructor)(Math.max(0, elements));
  resized.set((array as Uint32Array).subarray(0, Math.min(length, resized.length)));
  if (resized.length > length && length > 0) resized.fill(array[length - 1], length);
  return resized;
}
