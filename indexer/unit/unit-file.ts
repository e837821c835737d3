/**
 * A unit: a fixed share of the collection, processed by one worker and kept as one file until the index is assembled.
 * A section file (kind UNIT) of these sections, for d documents and p passages:
 *
 *   entries, postings, positions  u8[]      the inverted run (`inverter.ts`)
 *   passages                      u32[d]    passages of each document
 *   title                         u16[d]    positions that the title takes
 *   title.terms                   u32[d]    terms of the title; where it has none, of the first words of the text
 *   start, end, length            u32[p]    places in the document's text; terms of the passage
 *   digest                        u32[4 × p]  of the text of each passage, as `equal-digests.ts` compares them
 *   text.digest                   u32[4 × d]  of each document, from its first passage to its last
 *   weight.range                  u32[2]    where impacts are given: the bits of the largest weight, and 1 if all are whole numbers
 *   vectors                       i8[p × dimensions]
 *   floats                        u8[p × dimensions × 4]  the same before they were rounded; none unless the encoder has precision float32
 *   first.vectors                 i8[u × dimensions]  of the first passage of each document without a term in its title, with its
 *                                           first words as title; none where the encoder or the ranking knows no title apart
 *   block.documents, .metadata, .body  u32[] the document blocks, and their messages in `block.bytes`
 *   near.counts                   u32[d]    shingles of each document, where near copies are looked for; so the two that follow
 *   near.shingles                 i32[]     of each document in turn, as `ShingleReader` gives them
 *   near.signatures               i32[128 × d]  of each document; of one without shingles nothing is to be read
 *   link.counts                   u32[d]    links of each document; each link is `link.lengths` bytes of `link.bytes`
 */
export const UNIT_KIND = 'UNIT';
export const FIRST_VECTORS = 'first.vectors';
export const FLOATS = 'floats';
export const NEAR_COUNTS = 'near.counts';
export const NEAR_SHINGLES = 'near.shingles';
export const NEAR_SIGNATURES = 'near.signatures';
export const WEIGHT_RANGE = 'weight.range';

/**
 * What closes a unit: constants (but see `CollectionCut`), so that the files of the index do not depend on memory, threads or machine.
 * At about 6 characters a token a unit holds some 350,000 tokens and needs about 30 MB in its worker.
 */
export const UNIT_CHARACTERS = 2 * 1024 * 1024;
export const UNIT_DOCUMENTS = 8192;

/** The file of a unit, and one that is being written. */
export const UNIT_FILE_PATTERN = /^unit-\d{6,}\.bin(\.new)?$/;

export const JOURNAL_FILE = 'journal.jsonl';

export function unitFileName(unit: number): string {
  return `unit-${String(unit).padStart(6, '0')}.bin`;
}

/** What the journal keeps of a finished unit. */
export interface UnitSummary {
  readonly unit: number;
  readonly bytes: number;
  readonly sha256: string;
  /** `hashDocuments` of the documents that it was made from. */
  readonly input: string;
  readonly documents: number;
  readonly passages: number;
  readonly tokens: number;
}
