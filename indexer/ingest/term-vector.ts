import { MAX_TERM_LENGTH } from '../../src/analysis/analyzers.ts';
import { ExactNumber } from '../../src/bytes/exact-number.ts';
import { MAX_VECTOR_TERMS } from '../../src/limits.ts';
import type { JsonValue, SourceLocation } from './collection.ts';
import { recordFault } from './record-fault.ts';

/** The vector of a record: what a learned sparse model says of the terms of a document. */

/** As in Anserini's JSON vectors. */
export const VECTOR_FIELD = 'vector';

/**
 * Reads `{term: weight}` as `CollectionDocument.impacts`. A term of weight 0 is left out; undefined where no other is there.
 * @throws StillwebError FIELD_MISSING, IMPACTS_INVALID, DOCUMENT_TOO_LARGE
 */
export function readVector(value: JsonValue | undefined, id: string, location: SourceLocation): string | undefined {
  if (value === undefined || value === null) {
    throw recordFault('FIELD_MISSING', location, `has no field ${VECTOR_FIELD}`, { field: VECTOR_FIELD, id });
  }
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof ExactNumber) {
    const what = `has a document "${id}" whose ${VECTOR_FIELD} is no object of terms and weights`;
    throw recordFault('IMPACTS_INVALID', location, what, { id });
  }
  return writeVector(Object.entries(value), id, location);
}

/**
 * `CollectionDocument.impacts` of some terms, which are distinct.
 * @throws StillwebError IMPACTS_INVALID, DOCUMENT_TOO_LARGE
 */
export function writeVector(
  pairs: readonly (readonly [string, JsonValue])[],
  id: string,
  location: SourceLocation,
): string | undefined {
  if (pairs.length > MAX_VECTOR_TERMS) {
    const what = `has a document "${id}" with ${pairs.length} weighted terms, over ${MAX_VECTOR_TERMS}`;
    const facts = { id, field: VECTOR_FIELD, terms: pairs.length, limit: MAX_VECTOR_TERMS };
    throw recordFault('DOCUMENT_TOO_LARGE', location, what, facts);
  }
  const kept: (string | number)[] = [];
  for (const [term, given] of pairs) {
    if (term === '' || term.length > MAX_TERM_LENGTH) {
      const what = `has a document "${id}" with a term of ${term.length} characters; one has 1 to ${MAX_TERM_LENGTH}`;
      throw recordFault('IMPACTS_INVALID', location, what, { id, characters: term.length, limit: MAX_TERM_LENGTH });
    }
    const weight = given instanceof ExactNumber ? Number(given.text) : given;
    // As the float of 32 bits that it is kept as.
    const rounded = typeof weight === 'number' ? Math.fround(weight) : Number.NaN;
    if (!(rounded >= 0 && rounded < Number.POSITIVE_INFINITY)) {
      const what = `has a document "${id}" whose term ${JSON.stringify(term)} has a weight that is no number of 0 or more`;
      throw recordFault('IMPACTS_INVALID', location, what, { id, term });
    }
    if (rounded > 0) kept.push(term, rounded);
  }
  return kept.length === 0 ? undefined : JSON.stringify(kept);
}
