/** What `/v1/fetch`, `/v1/documents/{id}` and `/v1/documents/{id}/links` answer. */
import { Type } from '@sinclair/typebox';
import { IndexReferenceSchema, ShownFieldsSchema } from './search-response.ts';

const strict = { additionalProperties: false } as const;
const Url = Type.Union([Type.String(), Type.Null()]);
const Offset = Type.Integer({ minimum: 0 });

const Line = Type.Integer({ minimum: 1 });

export const TocEntrySchema = Type.Object(
  {
    number: Type.String({ description: '2.1 for the first below the second' }),
    level: Type.Union([Type.Integer({ minimum: 1, maximum: 6 }), Type.Null()], {
      description: 'null where the text does not tell',
    }),
    text: Type.String(),
    line: Line,
    start: Offset,
    end: Offset,
  },
  { ...strict, description: 'a heading, and where its section is in the text of the document' },
);

export const TextMatchSchema = Type.Object(
  { start: Offset, end: Offset, line: Line, text: Type.String({ description: 'the line, cut to what stands near' }) },
  strict,
);

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
    lines: Type.Optional(
      Type.Object(
        { from: Line, count: Type.Integer({ minimum: 0 }), total: Line },
        { ...strict, description: 'lines that the text touches, from 1, and how many the document has' },
      ),
    ),
    next: Type.Optional(
      Type.Union([Offset, Type.Null()], {
        description: 'the offset at which reading goes on; null at the end of what was asked for',
      }),
    ),
    toc: Type.Optional(Type.Array(TocEntrySchema)),
    moreHeadings: Type.Optional(Type.Integer({ minimum: 1, description: 'headings beside toc' })),
    matches: Type.Optional(Type.Array(TextMatchSchema)),
    moreMatches: Type.Optional(Type.Integer({ minimum: 1, description: 'places beside matches' })),
    error: Type.Optional(
      Type.Object(
        {
          code: Type.Union([Type.Literal('DOCUMENT_NOT_FOUND'), Type.Literal('SECTION_NOT_FOUND')]),
          message: Type.String(),
        },
        {
          ...strict,
          description: 'present alone with id and url where the index has no such document, or that no such section',
        },
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
