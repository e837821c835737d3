import type { StillwebError } from '../../src/errors.ts';
import { readCalendarDate } from './calendar-date.ts';
import type { CollectedDocument, CollectionDocument, ReadOptions } from './collection.ts';
import { checkWhole } from './document-check.ts';
import { readLanguageTag } from './language-tag.ts';
import { recordFault, reportFault } from './record-fault.ts';

const REQUIRED = ['id', 'title', 'text'] as const;
const OPTIONAL = ['url', 'date', 'language'] as const;

/**
 * Refuses what a reader of a module must not give: our own owe the same and are tried by a suite, which a module need not have been.
 *
 * @throws StillwebError FIELD_INVALID, and what `checkWhole` throws
 */
export function checkRegistered({ document, location }: CollectedDocument): void {
  const refuse = (field: string, what: string): StillwebError =>
    recordFault('FIELD_INVALID', location, `has a document whose ${field} is ${what}`, { field });
  const values = document as unknown as Readonly<Record<string, unknown>>;
  for (const field of REQUIRED) if (typeof values[field] !== 'string') throw refuse(field, 'no text');
  for (const field of OPTIONAL) {
    if (values[field] !== undefined && typeof values[field] !== 'string') throw refuse(field, 'no text');
  }
  const { id, date, language, links, metadata } = document as CollectionDocument;
  if (id === '') throw refuse('id', 'empty');
  if (date !== undefined && readCalendarDate(date) !== date) throw refuse('date', 'no day as YYYY-MM-DD');
  if (language !== undefined && readLanguageTag(language) !== language) throw refuse('language', 'no language tag');
  const isList = links === undefined || (Array.isArray(links) && links.every((link) => typeof link === 'string'));
  if (!isList) throw refuse('links', 'no list of texts');
  if (metadata !== undefined && (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)))
    throw refuse('metadata', 'no object');
  checkWhole(document, location);
  // After `checkWhole`, which refuses what has no end.
  if (metadata !== undefined && !isJson(metadata)) throw refuse('metadata', 'no JSON');
}

/** Whether JSON can hold a value: no NaN, no date, no function. Members that are undefined are left out. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain && Object.values(value).every((member) => member === undefined || isJson(member));
}

/** The documents of a registered reader that a collection can hold. */
export function* soundRegistered(
  batch: Iterable<CollectedDocument>,
  onProblem: ReadOptions['onProblem'],
): Generator<CollectedDocument> {
  for (const collected of batch) {
    let isSound = true;
    try {
      checkRegistered(collected);
    } catch (error) {
      isSound = false;
      reportFault(error, collected.location, onProblem);
    }
    if (isSound) yield collected;
  }
}
