/** From what a caller sent to the one form in which equal greps are equal. */
import { StillwebError } from '../errors.ts';
import { MAX_GREP_PATTERN_BYTES } from '../limits.ts';
import { canonicalizeFilter } from './canonical-filter.ts';
import type { GrepRequest } from './grep.ts';
import { GREP_DEFAULTS, GrepBodySchema } from './grep-body.ts';
import { parseGrepCursor } from './grep-cursor.ts';
import { type IndexReference, parseIndexReference } from './index-reference.ts';
import { readSession } from './session-name.ts';
import { compileShape } from './shape.ts';
import { limitText } from './text-limit.ts';

export interface CanonicalGrep {
  readonly request: GrepRequest;
  readonly index?: IndexReference;
  readonly session?: string;
}

const checkGrepBody = compileShape(GrepBodySchema);

/**
 * Whether a regular expression can be read, and whether a cursor is one of this index, is known where it is answered.
 *
 * @throws INVALID_REQUEST, CURSOR_INVALID
 */
export function canonicalizeGrep(body: unknown): CanonicalGrep {
  const grep = checkGrepBody(body);
  const pattern = limitText(grep.pattern, MAX_GREP_PATTERN_BYTES, 'pattern');
  if (pattern.includes('\n')) {
    throw new StillwebError('INVALID_REQUEST', 'the pattern holds a line feed; a match lies within one line', {
      field: 'pattern',
      expected: 'a text of one line',
    });
  }
  const filter = grep.filter && canonicalizeFilter(grep.filter);
  return {
    request: {
      pattern,
      regexp: grep.regexp ?? false,
      ignoreCase: grep.ignoreCase ?? false,
      wholeWords: grep.wholeWords ?? false,
      ...(filter !== undefined && { filter }),
      linesBefore: grep.linesBefore ?? GREP_DEFAULTS.lines,
      linesAfter: grep.linesAfter ?? GREP_DEFAULTS.lines,
      limit: grep.limit ?? GREP_DEFAULTS.limit,
      ...(grep.cursor !== undefined && { from: parseGrepCursor(grep.cursor) }),
    },
    ...(grep.index !== undefined && { index: parseIndexReference(grep.index) }),
    ...readSession(grep.session),
  };
}
