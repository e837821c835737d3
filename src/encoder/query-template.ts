import type { EncoderDescription } from '../contract/encoder-description.ts';
import { ASIDE_NAMES, type AsideName, type QueryAsides } from '../contract/query-asides.ts';

const PLACEHOLDER = /\{(instruction|context)\}/g;

/** Which of them the queries of an encoder are read with; empty for most. */
export function asidesOf(description: Pick<EncoderDescription, 'template'> | null): AsideName[] {
  const query = description?.template?.query ?? '';
  return ASIDE_NAMES.filter((name) => query.includes(`{${name}}`));
}

/**
 * What is put before a text: the template, in one pass, so that a value with a placeholder in it stays as it is. What a
 * request leaves out is empty.
 */
export function prefixOf(
  { template }: Pick<EncoderDescription, 'template'>,
  kind: 'query' | 'passage',
  asides: QueryAsides = {},
): string {
  if (template === undefined) return '';
  if (kind === 'passage') return template.passage;
  return template.query.replace(PLACEHOLDER, (_, name: AsideName) => asides[name] ?? '');
}
