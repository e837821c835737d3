/** What `/v1/grep` answers. Equal in type to `GrepPage` in grep.ts; a test compares the two. */
import { Type } from '@sinclair/typebox';
import { IndexReferenceSchema, RangeSchema } from './search-response.ts';

const strict = { additionalProperties: false } as const;
const Count = (description: string) => Type.Integer({ minimum: 0, description });

export const GrepMatchSchema = Type.Object(
  {
    id: Type.String(),
    url: Type.Union([Type.String(), Type.Null()]),
    title: Type.String(),
    line: Type.Integer({ minimum: 1, description: 'number of the line in the text; a line ends at a line feed' }),
    start: Count("where the first match begins in the document's text, in UTF-16 code units"),
    end: Count('where it ends, exclusive'),
    text: Type.String({ description: 'the line; of a long one a stretch, with an ellipsis where it goes on' }),
    highlights: Type.Array(RangeSchema, { description: 'all matches in text, as ranges of it' }),
    before: Type.Array(Type.String(), { description: 'the lines before it' }),
    after: Type.Array(Type.String(), { description: 'the lines behind it' }),
  },
  strict,
);

export const GrepResponseSchema = Type.Object(
  {
    index: IndexReferenceSchema,
    matches: Type.Array(GrepMatchSchema, { description: 'in the order of the collection, then of the text' }),
    scanned: Count('documents that this page has come to the end of'),
    documents: Count('documents that the filter admits'),
    cutLines: Count('lines so long that the regular expression was shown their beginning alone'),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'the cursor of the next page; null at the end',
    }),
  },
  strict,
);
