import { ExactNumber } from '../bytes/exact-number.ts';
import { MAX_KEYWORD_BYTES, MAX_SET_KEYWORDS } from '../limits.ts';
import type { FieldType } from './field-type.ts';

/**
 * What a value of metadata, or of a condition, is as one of a typed field: one set of rules for what is stored and what is asked.
 * Dates are the readers' own (`indexer/ingest/calendar-date.ts`).
 */

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
/** Who writes a number with more characters wants something else. */
const MAX_NUMBER_CHARACTERS = 400;

/**
 * The double nearest to a number, or to a text that is one as JSON writes numbers; so integers beyond 2^53 equal their neighbours.
 * −0 is 0.
 *
 * @returns null for all else, and for what no double reaches
 */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  const text = value instanceof ExactNumber ? value.text : value;
  if (typeof text !== 'string' || text.length > MAX_NUMBER_CHARACTERS || !JSON_NUMBER.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number + 0 : null;
}

/** A text of at most 256 bytes as it is, a number as it is written, `true` or `false`. @returns null for all else */
export function readKeyword(value: unknown): string | null {
  const text = textOf(value);
  if (text === null || text.length > MAX_KEYWORD_BYTES) return null;
  return Buffer.byteLength(text) <= MAX_KEYWORD_BYTES ? text : null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** The distinct keywords of a list, or the one that stands for a list of one. @returns null where one of them is none, or there are too many */
export function readKeywords(value: unknown): string[] | null {
  const keywords = new Set<string>();
  for (const item of Array.isArray(value) ? value : [value]) {
    const keyword = readKeyword(item);
    if (keyword === null) return null;
    keywords.add(keyword);
    if (keywords.size > MAX_SET_KEYWORDS) return null;
  }
  return [...keywords];
}

/** Of a document, what fields are taken from: its metadata, and what readers have taken out of them. */
export interface FieldSource {
  readonly id: string;
  readonly title: string;
  readonly url?: string | null;
  readonly date?: string | null;
  readonly language?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

const OWN = ['id', 'title', 'url', 'date', 'language'] as const;

/**
 * The value at a path of the metadata: a member of the whole name, or else the rest of the path in the member before its first
 * full stop. Where the metadata have none, `id`, `title`, `url`, `date` and `language` are those of the document.
 *
 * @returns undefined where there is none, or where it says nothing: null, and an empty list
 */
export function findValue(source: FieldSource, name: string): unknown {
  const value = findMember(source.metadata, name);
  if (saysNothing(value)) {
    const own = OWN.find((each) => each === name);
    const ownValue = own === undefined ? undefined : source[own];
    return saysNothing(ownValue) || ownValue === '' ? undefined : ownValue;
  }
  return value;
}

function findMember(owner: unknown, path: string): unknown {
  for (let at = owner, rest = path; ; ) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || at instanceof ExactNumber) return undefined;
    if (Object.hasOwn(at, rest)) return (at as Record<string, unknown>)[rest];
    const stop = rest.indexOf('.');
    if (stop < 0 || !Object.hasOwn(at, rest.slice(0, stop))) return undefined;
    at = (at as Record<string, unknown>)[rest.slice(0, stop)];
    rest = rest.slice(stop + 1);
  }
}

function saysNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** For people: what a value of this type is. */
export const TYPE_NOUNS: Readonly<Record<FieldType, string>> = {
  keyword: `a text of at most ${MAX_KEYWORD_BYTES} bytes`,
  number: 'a number',
  date: 'a date',
  set: `a list of at most ${MAX_SET_KEYWORDS} texts of ${MAX_KEYWORD_BYTES} bytes each`,
};
