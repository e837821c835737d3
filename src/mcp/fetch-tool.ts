/** `fetch` of the connector contract: `{id, title, text, url, metadata}`, with ranges, a text to find, and sections. */
import { type Static, Type } from '@sinclair/typebox';
import { wholeCharacters } from '../bytes/text-cut.ts';
import { MAX_DOCUMENT_CHARACTERS, MAX_FETCH_CHARACTERS, MAX_ID_BYTES } from '../limits.ts';
import { FIND_CONTEXT } from '../reading/reader.ts';
import { type FoundDocument, nameWithId, readDocument, toldDocument } from './documents.ts';
import { findSection } from './section.ts';
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
      Type.String({ minLength: 1, description: 'Read the section under this heading, to its end.' }),
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

async function answerFetch(given: FetchArguments, asker: SnapshotAsker) {
  const { document, end, isMissing } =
    given.section === undefined ? await readRange(asker, given) : await readSection(asker, given, given.section);
  const { index, title, text, range, date, language, metadata } = document;
  return {
    index: nameWithId(index),
    structured: {
      ...toldDocument(index, document),
      title,
      text,
      metadata: { ...(date !== undefined && { date }), ...(language !== undefined && { language }), ...metadata },
      index: nameWithId(index),
      range,
      next: range.end < end ? range.end : null,
      ...(isMissing && { note: 'What find looks for does not stand there; letters must agree in case.' }),
    },
  };
}

/** What was read, and where the text ends that was asked for. */
interface Reading {
  readonly document: FoundDocument;
  readonly end: number;
  /** What `find` looks for is not there. */
  readonly isMissing: boolean;
}

async function readRange(asker: SnapshotAsker, given: FetchArguments): Promise<Reading> {
  const { id, offset = 0, maxChars = PAGE_CHARACTERS, find } = given;
  const document = await readDocument(asker, id, { offset, maxChars, ...(find !== undefined && { find }) });
  const end = document.range.total;
  return { document, end, isMissing: find !== undefined && document.text === '' };
}

/** The range of a section is found in the whole text. */
async function readSection(asker: SnapshotAsker, given: FetchArguments, section: string): Promise<Reading> {
  const { id, offset = 0, maxChars = PAGE_CHARACTERS, find } = given;
  const whole = await readWhole(asker, id);
  const { start, end } = findSection(whole.text, section);
  const from = Math.min(end, Math.max(start, offset));
  const found = find === undefined ? from : whole.text.slice(0, end).indexOf(find, from);
  const isMissing = found < 0;
  const first = isMissing ? end : Math.max(from, found - FIND_CONTEXT);
  const range = {
    start: wholeCharacters(whole.text, first),
    end: Math.min(end, wholeCharacters(whole.text, first + maxChars)),
    total: whole.range.total,
  };
  return { document: { ...whole, text: whole.text.slice(range.start, range.end), range }, end, isMissing };
}

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
