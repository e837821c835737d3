import type { Hit } from '../contract/search.ts';
import { onOneLine } from './plain-text.ts';

/** Names that a line of a terminal holds; `--json` has the others. */
const NAMED = 3;

/** `a, b, c and 147 more`: the others of the same text; null where there are none. */
export function describeDuplicates({ duplicates = [], moreDuplicates = 0 }: Hit): string | null {
  if (duplicates.length === 0) return null;
  const rest = duplicates.length + moreDuplicates - Math.min(duplicates.length, NAMED);
  return `${duplicates.slice(0, NAMED).map(onOneLine).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}
