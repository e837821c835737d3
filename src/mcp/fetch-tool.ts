/** `fetch` of the connector contract: `{id, title, text, url, metadata}`, with ranges, a text to find, and sections. */
import { type Static, Type } from '@sinclair/typebox';
import { TextMatchSchema, TocEntrySchema } from '../contract/fetch-response.ts';
import { MAX_DOCUMENT_CHARACTERS, MAX_FETCH_CHARACTERS, MAX_FETCH_MATCHES, MAX_ID_BYTES } from '../limits.ts';
import { type FoundDocument, nameWithId, readDocument, toldDocument } from './documents.ts';
import type { SnapshotAsker } from './snapshot-asker.ts';
import { defineTool, type McpTool } from './tool.ts';

/** What is read of a document where nothing is said, in UTF-16 code units: some ten thousand tokens of English. */
const PAGE_CHARACTERS = 40_000;

const Id = Type.String({
  minLength: 1,
  // Of a URI: each byte may be written as three characters.
  maxLength: 4 * MAX_ID_BYTES,
  description: 'The id of a search result. Its url is understood too.',
});

const PLAIN_INPUT = Type.Object({ id: Id }, { additionalProperties: false });

const FULL_INPUT = Type.Object(
  {
    id: Id,
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_DOCUMENT_CHARACTERS,
        default: 0,
        description: 'Where to begin, in characters: the next of the answer before.',
      }),
    ),
    maxChars: Type.Optional(
      Type.Integer({
        // One would be half of some characters, and reading would not go on.
        minimum: 2,
        maximum: MAX_FETCH_CHARACTERS,
        default: PAGE_CHARACTERS,
        description: 'How many characters to read.',
      }),
    ),
    find: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Begin a little before the first place, at or after offset, where exactly this text stands.',
      }),
    ),
    section: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Read the section under this heading, to its end. Also a path, such as History > Early years, or a number of toc.',
      }),
    ),
    lines: Type.Optional(
      Type.Object(
        { from: Type.Integer({ minimum: 1 }), count: Type.Integer({ minimum: 1, maximum: MAX_FETCH_CHARACTERS }) },
        { additionalProperties: false, description: 'Read these lines, the first one being 1.' },
      ),
    ),
    matches: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_FETCH_MATCHES,
        description: 'How many places of find to list, each with its line and offset.',
      }),
    ),
    toc: Type.Optional(
      Type.Boolean({ default: false, description: 'List the headings too, each with its line and offset.' }),
    ),
    format: Type.Optional(
      Type.Union([Type.Literal('text'), Type.Literal('markdown')], {
        default: 'text',
        description: 'Read the text as it is stored, or as Markdown with title and headings.',
      }),
    ),
  },
  { additionalProperties: false },
);

const OUTPUT = Type.Object({
  id: Type.String(),
  title: Type.String(),
  text: Type.String(),
  url: Type.String({ description: 'For citations.' }),
  metadata: Type.Object(
    {},
    { additionalProperties: true, description: 'What the collection keeps of the document, with date and language.' },
  ),
  index: Type.String({ description: 'NAME@ID of the collection that answered.' }),
  range: Type.Object(
    { start: Type.Integer(), end: Type.Integer(), total: Type.Integer() },
    { description: 'Place of text in the whole document.' },
  ),
  next: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The offset at which reading goes on; null at the end.',
  }),
  lines: Type.Optional(
    Type.Object(
      { from: Type.Integer(), count: Type.Integer(), total: Type.Integer() },
      {
        description:
          'Lines that text touches, and how many the document has; where lines, toc, matches or format was given.',
      },
    ),
  ),
  toc: Type.Optional(Type.Array(TocEntrySchema)),
  moreHeadings: Type.Optional(Type.Integer({ description: 'Headings beside toc.' })),
  matches: Type.Optional(Type.Array(TextMatchSchema)),
  moreMatches: Type.Optional(Type.Integer({ description: 'Places beside matches.' })),
  note: Type.Optional(Type.String({ description: 'What else there is to know.' })),
});

const TITLE = 'Read a document';

/** With one argument, as the connector contract has it: the whole document, up to a million characters. */
export const connectorFetch: McpTool = defineTool({
  name: 'fetch',
  title: TITLE,
  description: 'Reads one document of the collection by the id of a search result.',
  input: PLAIN_INPUT,
  output: OUTPUT,
  answer: ({ id }, asker) => answerFetch({ id, maxChars: MAX_FETCH_CHARACTERS }, asker),
});

/** With ranges, a text to find, and sections. */
export const fullFetch: McpTool = defineTool({
  name: 'fetch',
  title: TITLE,
  description: `Reads one document of the collection by the id of a search result: ${PAGE_CHARACTERS} characters, or from next on where there is more.`,
  input: FULL_INPUT,
  output: OUTPUT,
  answer: answerFetch,
});

type FetchArguments = Static<typeof FULL_INPUT>;

async function answerFetch({ id, ...given }: FetchArguments, asker: SnapshotAsker) {
  const { maxChars = PAGE_CHARACTERS, find, lines, toc, matches, format } = given;
  const document = await readDocument(asker, id, { ...given, maxChars });
  const { index, title, text, range, date, language, metadata } = document;
  const { next, ...told } = document.view;
  // A section alone has told no more than a range does since there are sections.
  const isViewed = lines !== undefined || toc === true || matches !== undefined || format === 'markdown';
  return {
    index: nameWithId(index),
    structured: {
      ...toldDocument(index, document),
      title,
      text,
      metadata: { ...(date !== undefined && { date }), ...(language !== undefined && { language }), ...metadata },
      index: nameWithId(index),
      range,
      next: next === undefined ? (range.end < range.total ? range.end : null) : next,
      ...(isViewed && told),
      ...(find !== undefined && range.start === range.end && { note: MISSING }),
    },
  };
}

const MISSING = 'What find looks for does not stand there; letters must agree in case.';

/** A document is read by as many fetches as its length takes. */
export async function readWhole(asker: SnapshotAsker, reference: string): Promise<FoundDocument> {
  const first = await readDocument(asker, reference);
  const pieces = [first.text];
  let { end } = first.range;
  while (end < first.range.total) {
    const { text, range } = await readDocument(asker, reference, { offset: end });
    pieces.push(text);
    end = range.end;
  }
  return { ...first, text: pieces.join(''), range: { start: 0, end, total: end } };
}
