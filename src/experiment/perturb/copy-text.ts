/** What is other in a copy: its numbers, and names. */
import type { Edit } from '../rewrite/edited-text.ts';
import type { Rewriter } from '../rewrite/whole-texts.ts';
import type { Draws } from './draws.ts';
import { type Entities, EntityTable } from './entity-schema.ts';

/** Numbers of two digits or more: years, amounts, parts of dates. */
const NUMBER = /(?<![\p{L}\p{N}])[0-9]{2,}(?![\p{L}\p{N}])/gu;

/**
 * Every number of two digits or more has another last digit, the same number the same one all through the document; names are those of
 * a table.
 */
export function copyRewriter(draws: Draws, entities: Entities = []): Rewriter {
  const table = new EntityTable(entities);
  return {
    edits(text, id) {
      const names = table.edits(text);
      const numbers: Edit[] = [];
      for (const { 0: digits, index: start } of text.matchAll(NUMBER)) {
        const last = digits.length - 1;
        const digit = (Number(digits[last]) + 1 + draws.below(9, 'number', id, digits)) % 10;
        numbers.push({ start: start + last, end: start + last + 1, text: String(digit) });
      }
      const others = numbers.filter(({ start }) => !names.some((name) => name.start <= start && start < name.end));
      return [...names, ...others].sort((a, b) => a.start - b.start);
    },
  };
}
