/** Members of requests as clients of other APIs send them: loosely typed, often more than are known, in a body or a query string. */
import { StillwebError } from '../../errors.ts';
import type { DialectRequest } from '../dialect.ts';

/** Members by name; nothing is known of their types. */
export type Fields = Readonly<Record<string, unknown>>;

/** The members of a body that is an object, over those of the query string: clients send either, and some send both. */
export function fieldsOf({ body, query }: Pick<DialectRequest, 'body' | 'query'>): Fields {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...query, ...body } : query;
}

/**
 * A text, or a number as text; the first of a list. Undefined for anything else and for blanks. Half a surrogate pair is U+FFFD, here and
 * in lists: answers tell texts again, and many readers of JSON refuse one that no UTF-8 stands for.
 */
export function textOf(value: unknown): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  if (typeof one === 'number') return String(one);
  return typeof one === 'string' && one.trim() !== '' ? one.toWellFormed() : undefined;
}

/**
 * A text that must be there.
 *
 * @param name in the words of the dialect, for the error
 * @throws INVALID_REQUEST
 */
export function requireText(value: unknown, name: string): string {
  const text = textOf(value);
  if (text === undefined) throw new StillwebError('INVALID_REQUEST', `${name} is missing or empty`, { field: name });
  return text;
}

/** A whole number, also one written as text, moved into the bounds; the default for anything else. */
export function countOf(value: unknown, usual: number, least: number, most: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return usual;
  return Math.min(most, Math.max(least, Math.trunc(number)));
}

/** `true`, `1`, `"true"`, `"1"`, `"yes"`, `"on"` and their contraries; the first of a list; the default for anything else. */
export function flagOf(value: unknown, usual = false): boolean {
  // An object has no text: one of the wire may name its own `toString`.
  const one: unknown = Array.isArray(value) ? value[0] : value;
  const text = typeof one === 'object' ? '' : String(one).toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  return ['false', '0', 'no', 'off'].includes(text) ? false : usual;
}

/** A list of texts, also one text, or texts with commas between; blanks are left out. */
export function textsOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return items
    .filter((item): item is string => typeof item === 'string' && item.trim() !== '')
    .map((item) => item.trim().toWellFormed());
}
