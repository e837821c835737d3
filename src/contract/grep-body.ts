/** The body of `POST /v1/grep`. */
import { type Static, Type } from '@sinclair/typebox';
import { MAX_GREP_LINES_AROUND, MAX_GREP_MATCHES } from '../limits.ts';
import { MAX_CURSOR_CHARACTERS } from './grep-cursor.ts';
import { FilterSchema } from './search-body.ts';
import { SessionSchema } from './session-name.ts';

/** What a grep takes where it says nothing. */
export const GREP_DEFAULTS = { limit: 100, lines: 0 } as const;

const Lines = (where: string) =>
  Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MAX_GREP_LINES_AROUND,
      default: GREP_DEFAULTS.lines,
      description: `lines shown ${where} each line that matches`,
    }),
  );

export const GrepBodySchema = Type.Object(
  {
    pattern: Type.String({
      minLength: 1,
      description: 'what a line must hold, up to 1,024 bytes of UTF-8; taken as it is unless regexp is true',
    }),
    index: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'NAME or NAME@ID; default: the first index served' }),
    ),
    regexp: Type.Optional(
      Type.Boolean({ default: false, description: 'take the pattern as a regular expression in the syntax of RE2' }),
    ),
    ignoreCase: Type.Optional(Type.Boolean({ default: false, description: 'letters match in upper and lower case' })),
    wholeWords: Type.Optional(
      Type.Boolean({ default: false, description: 'a match begins and ends where the index cuts words' }),
    ),
    linesBefore: Lines('before'),
    linesAfter: Lines('behind'),
    filter: Type.Optional(FilterSchema),
    session: Type.Optional(SessionSchema),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_GREP_MATCHES,
        default: GREP_DEFAULTS.limit,
        description: 'matches of a page at most; a page may end before, with fewer or none',
      }),
    ),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_CURSOR_CHARACTERS,
        description: 'next of the page before, for the same index, pattern and filter',
      }),
    ),
  },
  { additionalProperties: false },
);
export type GrepBody = Static<typeof GrepBodySchema>;
