import { StillwebError } from '../errors.ts';
import { SectionFile, type SectionPlan } from './section-file.ts';

/**
 * Which passages make which documents. `passages.bin` (kind PASS), D documents, P passages:
 *
 *   first     u32[D + 1]  first passage of each document; the last entry is P
 *   document  u32[P]      document of each passage, ascending
 *   start     u32[P]      where the passage begins in its document's text, UTF-16 code units
 *   end       u32[P]      where it ends, exclusive
 *   length    u32[P]      terms of the passage (title included), the length that BM25 knows
 *   title     u16[D]      positions that the title takes: positions below it are in the title
 *
 * and where the title is a field of its own (`bm25.title` in the manifest):
 *
 *   title.terms  u32[D]   terms that score as title in each passage of the document: those of its title. Of a document whose
 *                         title has none: those of the first `FIRST_WORDS` words of its first passage, in that passage, which
 *                         are in the text as well; or 0, where the collection has few titles
 *
 * @see docs/format.md
 */
export const PASSAGES_KIND = 'PASS';
/** The section of passages.bin and of units. */
export const TITLE_TERMS = 'title.terms';

/** Words at the beginning of a document without a title that score as one, in a collection where most have titles. */
export const FIRST_WORDS = 6;

export interface PassageTable {
  readonly documents: number;
  readonly passages: number;
  readonly first: Uint32Array;
  readonly document: Uint32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly length: Uint32Array;
  readonly title: Uint16Array;
  /** null where title and text are one field. */
  readonly titleTerms: Uint32Array | null;
}

/** The sections of `passages.bin`, to be filled in any order. */
export function planPassages(documents: number, passages: number, hasTitleField: boolean): SectionPlan[] {
  const plan: SectionPlan[] = [
    { name: 'first', type: 'u32', elements: documents + 1 },
    { name: 'document', type: 'u32', elements: passages },
    { name: 'start', type: 'u32', elements: passages },
    { name: 'end', type: 'u32', elements: passages },
    { name: 'length', type: 'u32', elements: passages },
    { name: 'title', type: 'u16', elements: documents },
  ];
  if (hasTitleField) plan.push({ name: TITLE_TERMS, type: 'u32', elements: documents });
  return plan;
}

/** @throws StillwebError INDEX_CORRUPT */
export function readPassages(name: string, bytes: Uint8Array, hasTitleField: boolean): PassageTable {
  const file = new SectionFile(name, PASSAGES_KIND, bytes);
  const first = file.get('first', 'u32');
  const documents = first.length - 1;
  const document = file.get('document', 'u32');
  const passages = document.length;
  if (documents < 0 || first[documents] !== passages) {
    throw new StillwebError('INDEX_CORRUPT', `${name}: its documents do not cover its passages`, { file: name });
  }
  return {
    documents,
    passages,
    first,
    document,
    start: file.get('start', 'u32', passages),
    end: file.get('end', 'u32', passages),
    length: file.get('length', 'u32', passages),
    title: file.get('title', 'u16', documents),
    titleTerms: hasTitleField ? file.get(TITLE_TERMS, 'u32', documents) : null,
  };
}
