import { echoed } from '../contract/echoed.ts';
import type { QueryParameters } from '../contract/query-string.ts';
import { StillwebError } from '../errors.ts';

/**
 * What a page does not know is no part of its address: a slip of the pen must not look like an answer.
 *
 * @param what as the message names the page
 * @throws StillwebError INVALID_REQUEST for other names
 */
export function refuseUnknownNames(given: QueryParameters, known: readonly string[], what: string): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const fields = unknown.map(echoed);
  throw new StillwebError('INVALID_REQUEST', `${what} takes no ${fields[0]}`, { fields, known: [...known] });
}
