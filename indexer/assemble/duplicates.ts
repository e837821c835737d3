import { join } from 'node:path';
import { DUPLICATES_KIND, duplicateSections, EqualTexts } from '../../src/format/duplicates.ts';
import { DIGEST_WORDS, findFirsts } from '../../src/format/equal-digests.ts';
import { DUPLICATES_FILE } from '../../src/format/file-names.ts';
import { writeSectionFile } from '../../src/store/section-file-writer.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

export interface RepeatCounts {
  readonly repeatedDocuments: number;
  readonly repeatedPassages: number;
}

/** Writes `duplicates.bin` from the digests of the units, of which one unit's are in memory at a time. */
export function assembleDuplicates(units: readonly UnitReader[], output: string): RepeatCounts {
  const documents = findEqual(units, 'text.digest');
  const passages = findEqual(units, 'digest');
  writeSectionFile(join(output, DUPLICATES_FILE), DUPLICATES_KIND, duplicateSections({ documents, passages }));
  return { repeatedDocuments: documents.repeats, repeatedPassages: passages.repeats };
}

function findEqual(units: readonly UnitReader[], section: string): EqualTexts {
  const count = units.reduce((sum, unit) => sum + unit.elements(section) / DIGEST_WORDS, 0);
  return EqualTexts.fromFirsts(findFirsts(count, () => readEach(units, section)));
}

function* readEach(units: readonly UnitReader[], section: string): Generator<Uint32Array> {
  for (const unit of units) yield unit.u32(section);
}
