import { TITLE_TERMS } from '../../src/format/passages.ts';
import type { DocumentRun } from '../../src/format/scored-passages.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

/** The documents of a unit, and what scores as their titles. */
export function readDocumentRun(unit: UnitReader, takesFirstWords: boolean): DocumentRun {
  return {
    passages: unit.u32('passages'),
    title: unit.u16('title'),
    titleTerms: readTitleTerms(unit, takesFirstWords),
  };
}

/** Per document, as `title.terms` of passages.bin. A unit has those of first words in any case. */
export function readTitleTerms(unit: UnitReader, takesFirstWords: boolean): Uint32Array {
  const terms = unit.u32(TITLE_TERMS);
  if (takesFirstWords) return terms;
  const title = unit.u16('title');
  return terms.map((count, document) => (title[document] === 0 ? 0 : count));
}
