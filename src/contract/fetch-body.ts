/** The body of `POST /v1/fetch` and the query string of `GET /v1/documents/{id}`. */
import { type Static, Type } from '@sinclair/typebox';
import {
  MAX_DOCUMENT_CHARACTERS,
  MAX_FETCH_CHARACTERS,
  MAX_FETCH_DOCUMENTS,
  MAX_FETCH_MATCHES,
  MAX_ID_BYTES,
} from '../limits.ts';
import { FieldNamesSchema } from './search-body.ts';
import { SessionSchema } from './session-name.ts';

const strict = { additionalProperties: false } as const;
const Key = Type.String({ minLength: 1, maxLength: MAX_ID_BYTES });

const range = {
  index: Type.Optional(
    Type.String({ minLength: 1, maxLength: 256, description: 'NAME or NAME@ID; default: the first index served' }),
  ),
  offset: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MAX_DOCUMENT_CHARACTERS,
      default: 0,
      description: 'where the text starts, in UTF-16 code units',
    }),
  ),
  maxChars: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_FETCH_CHARACTERS,
      default: MAX_FETCH_CHARACTERS,
      description: 'how much text a document, in UTF-16 code units',
    }),
  ),
  find: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'start at the first place at or after offset where this text stands, case included',
    }),
  ),
  section: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'the section under this heading: its words, a path such as History > Early years, or a number of toc',
    }),
  ),
  cut: Type.Optional(
    Type.Union([Type.Literal('character'), Type.Literal('line'), Type.Literal('paragraph')], {
      default: 'character',
      description: 'what a text that is longer than maxChars is cut behind',
    }),
  ),
  matches: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_FETCH_MATCHES,
      description: 'how many places of find are told, each with its line; needs find',
    }),
  ),
  toc: Type.Optional(Type.Boolean({ default: false, description: 'with the headings of the document' })),
  format: Type.Optional(
    Type.Union([Type.Literal('text'), Type.Literal('markdown')], {
      default: 'text',
      description: 'text as it is stored, or as Markdown with its title and headings',
    }),
  ),
  links: Type.Optional(
    Type.Boolean({ default: false, description: 'ends Markdown with a list of its links; needs format: markdown' }),
  ),
  fields: Type.Optional(FieldNamesSchema),
  session: Type.Optional(SessionSchema),
};

const LinesFrom = Type.Integer({ minimum: 1, maximum: MAX_DOCUMENT_CHARACTERS, description: 'the first line, from 1' });
const LinesCount = Type.Integer({ minimum: 1, maximum: MAX_FETCH_CHARACTERS, description: 'how many lines' });
const lines = {
  lines: Type.Optional(
    Type.Object(
      { from: LinesFrom, count: LinesCount },
      { ...strict, description: 'these lines of the document, in the place of offset, find and section' },
    ),
  ),
};

export const FetchBodySchema = Type.Object(
  {
    ids: Type.Optional(
      Type.Array(Key, {
        minItems: 1,
        maxItems: MAX_FETCH_DOCUMENTS,
        description: 'of documents, or of passages as hits name them',
      }),
    ),
    urls: Type.Optional(
      Type.Array(Key, {
        minItems: 1,
        maxItems: MAX_FETCH_DOCUMENTS,
        description: 'looked up in the index, never fetched from a network',
      }),
    ),
    ...range,
    ...lines,
  },
  { ...strict, description: 'ids, urls or both, 50 together; answered in that order' },
);
export type FetchBody = Static<typeof FetchBodySchema>;

/** The fields of one document, as they are behind its address. */
export const DocumentFieldsSchema = Type.Object({ ...range, ...lines }, strict);
/** The same as parameters of a query string, where a member of an object is dotted. */
export const DocumentQuerySchema = Type.Object(
  { ...range, 'lines.from': Type.Optional(LinesFrom), 'lines.count': Type.Optional(LinesCount) },
  strict,
);
export const LinksQuerySchema = Type.Object({ index: range.index, session: range.session }, strict);
