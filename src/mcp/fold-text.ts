import { foldCase } from '../analysis/case-folding.ts';

/** A text without differences of case, by the pinned tables: what the language has would change with the version of Node. */
export function foldText(text: string): string {
  return Array.from(text, foldCase).join('');
}
