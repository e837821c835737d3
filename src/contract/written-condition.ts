/** Conditions on fields as a terminal and a query string have them: `year>=2000`. */
import { StillwebError } from '../errors.ts';
import type { Where } from './where.ts';

/** The longest first, so that `>=` is none of `>`. */
const SIGNS = ['>=', '<=', '!=', '>', '<', '='] as const;
const TESTS = { '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt', '=': 'eq' } as const;

/**
 * A condition for `canonicalizeWhere`: `NAME=VALUE`, also with `!=`, `>`, `>=`, `<` and `<=`; `NAME` alone for any value; or the
 * JSON of any condition. The value is all that stands behind the sign.
 *
 * @param place what the text is given as, for errors
 * @throws StillwebError INVALID_REQUEST for a text that begins as JSON and is none
 */
export function readWrittenCondition(text: string, place: string): Where {
  if (text.startsWith('{')) return readJson(text, place);
  const at = text.search(/[<>=!]/);
  const sign = at < 0 ? undefined : SIGNS.find((each) => text.startsWith(each, at));
  if (sign === undefined) return { field: text, exists: true };
  const field = text.slice(0, at);
  const value = text.slice(at + sign.length);
  return sign === '!=' ? { not: { field, eq: value } } : { field, [TESTS[sign]]: value };
}

/** All of them; undefined for none. @throws as `readWrittenCondition` */
export function readWrittenConditions(texts: readonly string[] | undefined, place: string): Where | undefined {
  return texts === undefined || texts.length === 0
    ? undefined
    : { and: texts.map((text) => readWrittenCondition(text, place)) };
}

function readJson(text: string, place: string): Where {
  try {
    return JSON.parse(text) as Where;
  } catch (cause) {
    throw new StillwebError('INVALID_REQUEST', `${place} is not JSON`, { field: place, expected: 'JSON' }, { cause });
  }
}
