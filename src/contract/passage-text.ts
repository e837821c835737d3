import { StillwebError } from '../errors.ts';
import type { SearchRequest } from './search.ts';

/**
 * Neighbours are shown with the text of a passage, and with nothing else.
 *
 * @throws INVALID_REQUEST for an `expand` that would do nothing
 */
export function refuseIdleExpand({
  expand,
  unit,
  text,
}: Partial<Pick<SearchRequest, 'expand' | 'unit' | 'text'>>): void {
  if ((expand ?? 0) === 0 || (unit === 'passage' && text === true)) return;
  const message = 'expand widens the text of a passage and needs unit: "passage" and text: true';
  throw new StillwebError('INVALID_REQUEST', message, { field: 'expand' });
}
