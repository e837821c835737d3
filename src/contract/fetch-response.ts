/** What `/v1/fetch`, `/v1/documents/{id}` and `/v1/documents/{id}/links` answer. */
import { Type } from '@sinclair/typebox';
import { IndexReferenceSchema, ShownFieldsSchema } from './search-response.ts';

const strict = { additionalProperties: false } as const;
const Url = Type.Union([Type.String(), Type.Null()]);
const Offset = Type.Integer({ minimum: 0 });

export const FetchedDocumentSchema = Type.Object(
  {
    id: Type.Union([Type.String(), Type.Null()]),
    url: Url,
    title: Type.Optional(Type.String()),
    text: Type.Optional(Type.String()),
    range: Type.Optional(
      Type.Object(
        { start: Offset, end: Offset, total: Offset },
        { ...strict, description: "the text's place in the whole document, in UTF-16 code units" },
      ),
    ),
    date: Type.Optional(Type.String({ description: 'YYYY-MM-DD' })),
    language: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Unknown({ description: 'as the collection gave it' })),
    links: Type.Optional(Type.Array(Type.String())),
    fields: Type.Optional(ShownFieldsSchema),
    error: Type.Optional(
      Type.Object(
        { code: Type.Literal('DOCUMENT_NOT_FOUND'), message: Type.String() },
        { ...strict, description: 'present alone with id and url where the index has no such document' },
      ),
    ),
  },
  strict,
);

export const FetchResponseSchema = Type.Object(
  { index: IndexReferenceSchema, documents: Type.Array(FetchedDocumentSchema) },
  strict,
);
export const DocumentResponseSchema = Type.Object(
  { index: IndexReferenceSchema, document: FetchedDocumentSchema },
  strict,
);

export const LinkedDocumentSchema = Type.Object({ id: Type.String(), url: Url, title: Type.String() }, strict);
export const LinksResponseSchema = Type.Object(
  {
    index: IndexReferenceSchema,
    id: Type.String(),
    outgoing: Type.Array(LinkedDocumentSchema),
    incoming: Type.Array(LinkedDocumentSchema),
  },
  strict,
);
