/** `grep`: every line of the collection that holds a text or matches a regular expression. */
import { Type } from '@sinclair/typebox';
import { MAX_CURSOR_CHARACTERS } from '../contract/grep-cursor.ts';
import { MAX_GREP_LINES_AROUND } from '../limits.ts';
import { nameWithId, toldDocument } from './documents.ts';
import { FILTER_ARGUMENTS, readFilter } from './filter-arguments.ts';
import { defineTool, type McpTool } from './tool.ts';

/** Matches of one page: what a model reads through at once. */
const PAGE_MATCHES = 20;
const MAX_PAGE_MATCHES = 200;

const Flag = (description: string) => Type.Optional(Type.Boolean({ default: false, description }));

export const grep: McpTool = defineTool({
  name: 'grep',
  title: 'Find lines',
  description:
    'Finds the lines of all documents that hold a text, or match a regular expression, in the order of the collection and without ranking. It is exhaustive: what it does not find, no document holds. Use it for names, numbers and exact words.',
  input: Type.Object(
    {
      pattern: Type.String({
        minLength: 1,
        description: 'What a line must hold, taken as it is; with regexp an expression in the syntax of RE2.',
      }),
      regexp: Flag('The pattern is a regular expression.'),
      ignoreCase: Flag('Letters match in upper and lower case.'),
      wholeWords: Flag('A match begins and ends where words do.'),
      context: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: MAX_GREP_LINES_AROUND,
          default: 0,
          description: 'Lines shown before and after each.',
        }),
      ),
      ...FILTER_ARGUMENTS,
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_PAGE_MATCHES, default: PAGE_MATCHES, description: 'Lines of a page.' }),
      ),
      cursor: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: MAX_CURSOR_CHARACTERS,
          description: 'The next of the answer before; all else as it was.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    matches: Type.Array(
      Type.Object({
        id: Type.String({ description: 'For fetch.' }),
        title: Type.String(),
        url: Type.String({ description: 'For citations.' }),
        line: Type.Integer({ description: 'Number of the line, from 1.' }),
        offset: Type.Integer({ description: 'Where the match begins, for the offset of fetch.' }),
        text: Type.String({ description: 'The line, or a stretch of a long one.' }),
        before: Type.Optional(Type.Array(Type.String())),
        after: Type.Optional(Type.Array(Type.String())),
      }),
    ),
    index: Type.String({ description: 'NAME@ID of the collection that answered.' }),
    scanned: Type.Integer({ description: 'Documents that this page came to the end of.' }),
    documents: Type.Integer({ description: 'Documents that the filters admit.' }),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'The cursor of the next page; null when all documents have been looked at.',
    }),
    note: Type.Optional(Type.String({ description: 'What else there is to know.' })),
  }),
  answer: async (given, asker) => {
    const { pattern, regexp, ignoreCase, wholeWords, context = 0, limit = PAGE_MATCHES, cursor } = given;
    const filter = readFilter(given);
    const { index } = asker;
    const { matches, scanned, documents, cutLines, next } = await asker.grep({
      pattern,
      ...(regexp !== undefined && { regexp }),
      ...(ignoreCase !== undefined && { ignoreCase }),
      ...(wholeWords !== undefined && { wholeWords }),
      linesBefore: context,
      linesAfter: context,
      ...(filter !== undefined && { filter }),
      limit,
      ...(cursor !== undefined && { cursor }),
    });
    const note = describePage(matches.length, next, cutLines);
    return {
      index: nameWithId(index),
      structured: {
        matches: matches.map(({ id, url, title, line, start, text, before, after }) => {
          const told = toldDocument(index, { id, url });
          const around = context > 0 ? { before, after } : {};
          return { id: told.id, title, url: told.url, line, offset: start, text, ...around };
        }),
        index: nameWithId(index),
        scanned,
        documents,
        next,
        ...(note !== '' && { note }),
      },
    };
  },
});

function describePage(matches: number, next: string | null, cutLines: number): string {
  const notes: string[] = [];
  if (matches === 0 && next === null) notes.push('No line matches in what was left to look at.');
  if (matches === 0 && next !== null) notes.push('No line matches so far: go on with next.');
  if (cutLines > 0) notes.push(`Of ${cutLines} very long lines only the beginning was looked at.`);
  return notes.join(' ');
}
