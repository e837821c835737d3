import { join } from 'node:path';
import { DUPLICATES_KIND, duplicateSections, EqualTexts } from '../../src/format/duplicates.ts';
import { DIGEST_WORDS, findFirsts } from '../../src/format/equal-digests.ts';
import { DUPLICATES_FILE } from '../../src/format/file-names.ts';
import type { NearDescription } from '../../src/format/manifest.ts';
import { writeSectionFile } from '../../src/store/section-file-writer.ts';
import { NEAR_VERSION } from '../copies/copy-choice.ts';
import { SHINGLE_WORDS } from '../copies/shingles.ts';
import type { UnitReader } from '../unit/unit-reader.ts';
import { findNear } from './near-copies.ts';

export interface RepeatCounts {
  readonly repeatedDocuments: number;
  readonly repeatedPassages: number;
}

export interface AssembledDuplicates {
  readonly repeats: RepeatCounts;
  /** Absent where near copies are not looked for. */
  readonly near?: NearDescription;
}

/**
 * Writes `duplicates.bin` from the digests of the units, of which one unit's are in memory at a time.
 *
 * @param nearPercent from how many percent of shared shingles on texts are near copies; null: they are not looked for
 */
export function assembleDuplicates(
  units: readonly UnitReader[],
  nearPercent: number | null,
  output: string,
): AssembledDuplicates {
  const firsts = findEqual(units, 'text.digest');
  const documents = EqualTexts.fromFirsts(firsts);
  const passages = EqualTexts.fromFirsts(findEqual(units, 'digest'));
  const near = nearPercent === null ? null : EqualTexts.fromFirsts(findNear(units, firsts, nearPercent));
  const duplicates = { documents, passages, ...(near !== null && { near }) };
  writeSectionFile(join(output, DUPLICATES_FILE), DUPLICATES_KIND, duplicateSections(duplicates));
  const repeats = { repeatedDocuments: documents.repeats, repeatedPassages: passages.repeats };
  if (near === null || nearPercent === null) return { repeats };
  const found = near.repeats - documents.repeats;
  return {
    repeats,
    near: { version: NEAR_VERSION, shingle: SHINGLE_WORDS, percent: nearPercent, documents: found },
  };
}

function findEqual(units: readonly UnitReader[], section: string): Uint32Array {
  const count = units.reduce((sum, unit) => sum + unit.elements(section) / DIGEST_WORDS, 0);
  return findFirsts(count, () => readEach(units, section));
}

function* readEach(units: readonly UnitReader[], section: string): Generator<Uint32Array> {
  for (const unit of units) yield unit.u32(section);
}
