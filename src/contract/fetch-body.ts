/** The body of `POST /v1/fetch` and the query string of `GET /v1/documents/{id}`. */
import { type Static, Type } from '@sinclair/typebox';
import { MAX_DOCUMENT_CHARACTERS, MAX_FETCH_CHARACTERS, MAX_FETCH_DOCUMENTS, MAX_ID_BYTES } from '../limits.ts';
import { FieldNamesSchema } from './search-body.ts';

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
  fields: Type.Optional(FieldNamesSchema),
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
  },
  { ...strict, description: 'ids, urls or both, 50 together; answered in that order' },
);
export type FetchBody = Static<typeof FetchBodySchema>;

export const DocumentQuerySchema = Type.Object(range, strict);
export const LinksQuerySchema = Type.Object({ index: range.index }, strict);
