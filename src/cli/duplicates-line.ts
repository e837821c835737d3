import type { Hit } from '../contract/search.ts';
import { onOneLine } from './plain-text.ts';

/** Names that a line of a terminal holds; `--json` has the others. */
const NAMED = 3;

/** `the same text: a, b, c and 147 more`, and the same of near copies; none where there are none. */
export function describeDuplicates(hit: Hit): string[] {
  const { duplicates = [], moreDuplicates = 0, nearDuplicates = [], moreNearDuplicates = 0 } = hit;
  return [
    ...describe('the same text', duplicates, moreDuplicates),
    ...describe('nearly the same text', nearDuplicates, moreNearDuplicates),
  ];
}

function describe(what: string, ids: readonly string[], more: number): string[] {
  if (ids.length === 0) return [];
  const rest = ids.length + more - Math.min(ids.length, NAMED);
  return [`${what}: ${ids.slice(0, NAMED).map(onOneLine).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`];
}
