/**
 * Line and paragraph separators, which forge lines, and embeddings, overrides and isolates of bidirectional text, which reorder what is
 * read: for a class of a regular expression. Terminals and pages show them escaped; texts for models have others in their place.
 */
export const MISLEADING_SIGNS = '\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';

/** A code unit as JSON escapes it: `\u202e`. */
export function escapeSign(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
