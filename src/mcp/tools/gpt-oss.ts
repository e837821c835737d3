/**
 * The browser that gpt-oss was trained with: `search`, `open` and `find` over pages of numbered lines.
 *
 * That browser keeps a stack of the pages that were shown, and its cursors are places in it. Here nothing is kept between calls:
 * a cursor is the number of a document in the collection, from 1, and so is the id of a link. Each says all by itself what it
 * names, today and on another machine, for an index id fixes the order of its documents. The page of a search is no document and has
 * the cursor 0.
 */
import { Type } from '@sinclair/typebox';
import { foldText } from '../../analysis/folded-text.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_QUERY_BYTES } from '../../limits.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';
import { type FoundDocument, nameWithId, toldDocument } from '../documents.ts';
import { readWhole } from '../fetch-tool.ts';
import { describeFinding } from '../finding-note.ts';
import { numberLines, wrapLines } from '../numbered-lines.ts';
import type { SnapshotAsker } from '../snapshot-asker.ts';
import { defineTool, type ToolSet } from '../tool.ts';

/** Lines of a page where nothing is said: some two thousand tokens of English. */
const VIEW_LINES = 100;
const MAX_RESULTS = 50;
/** Links to other documents that stand below the text of one. */
const MAX_LINKS = 50;
/** Of one find: as many matches, with so many lines each. */
const MAX_MATCHES = 50;
const MATCH_LINES = 4;

const Source = Type.Optional(Type.String({ description: 'Not used: there is one source.' }));
const Place = (description: string) => Type.Optional(Type.Integer({ minimum: -1, default: -1, description }));

const search = defineTool({
  name: 'search',
  title: 'Search for information',
  description: 'Searches for information related to `query` and displays `topn` results.',
  input: Type.Object({
    query: Type.String({ minLength: 1 }),
    topn: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_RESULTS, default: 10 })),
    source: Source,
  }),
  answer: async ({ query, topn = 10 }, asker) => {
    const { index } = asker;
    const result = await asker.search({ query, k: topn });
    const numbers = numbersOf(await asker.number({ ids: result.hits.map(({ id }) => id) }), index);
    const note = describeFinding(result);
    const lines = wrapLines(
      [
        '# Search results',
        ...(note === null ? [] : [note]),
        ...result.hits.map(
          (hit) => `\n${linkTo(index, { ...hit, number: numbers.get(hit.id) })}\n${hit.snippet ?? ''}`,
        ),
      ].join('\n'),
    );
    return { index: nameWithId(index), text: showLines({ cursor: 0, heading: query, lines }, 0, lines.length) };
  },
});

const open = defineTool({
  name: 'open',
  title: 'Open a link or page',
  description:
    'Opens the document that a link names: `id` is the number in `【id†title】`, or a URL. Without `id` it shows the document `cursor`, from line `loc` on, `num_lines` lines. A cursor stands in brackets before each page, `[cursor]`, and is the number of its document.',
  input: Type.Object({
    id: Type.Optional(Type.Union([Type.Integer({ minimum: -1 }), Type.String()], { default: -1 })),
    cursor: Place('The number of a document that was opened.'),
    loc: Place('The first line to show.'),
    num_lines: Place('How many lines to show.'),
    view_source: Type.Optional(Type.Boolean({ default: false, description: 'Not used: a document is its text.' })),
    source: Source,
  }),
  answer: async ({ id = -1, cursor = -1, loc = -1, num_lines: count = -1 }, asker) => {
    const { document, number } = await openDocument(asker, id === -1 || id === '' ? cursor : id);
    const lines = [...wrapLines(document.text), ...(await linkLines(asker, document))];
    const first = Math.max(0, loc);
    if (first >= lines.length) {
      const message = `there is no line ${first}: the last line of the document is ${lines.length - 1}`;
      throw new StillwebError('INVALID_REQUEST', message, { field: 'loc', lines: lines.length });
    }
    const page = { cursor: number, heading: headingOf(document), lines };
    return { index: nameWithId(document.index), text: showLines(page, first, count > 0 ? count : VIEW_LINES) };
  },
});

const find = defineTool({
  name: 'find',
  title: 'Find pattern in page',
  description: 'Finds exact matches of `pattern` in the document `cursor`, in upper and lower case.',
  input: Type.Object({
    pattern: Type.String({ minLength: 1, maxLength: MAX_QUERY_BYTES }),
    cursor: Place('The number of a document.'),
  }),
  answer: async ({ pattern, cursor = -1 }, asker) => {
    const { document, number } = await openDocument(asker, cursor);
    const lines = wrapLines(document.text);
    const matches = matchingLines(lines, pattern);
    const shown = matches.map(
      (line) => `# 【${number}†match at L${line}】\n${numberLines(lines.slice(line, line + MATCH_LINES), line)}`,
    );
    const found = shown.length === 0 ? `No \`find\` results for pattern: \`${pattern}\`` : shown.join('\n\n');
    const heading = `Find results for text: \`${pattern}\` in \`${document.title}\``;
    return { index: nameWithId(document.index), text: `[${number}] ${heading}\n\n${found}` };
  },
});

export const gptOss: ToolSet = {
  name: 'gpt-oss',
  instructions:
    'Tool for browsing. The `cursor` appears in brackets before each browsing display: `[{cursor}]`. It is the number of the document that is shown; give it to open and find, for no page is remembered. Cite information from the tool using the following format: `【{cursor}†L{line_start}(-L{line_end})?】`, for example: `【6†L9-L11】` or `【8†L3】`.',
  tools: [search, open, find],
};

interface OpenedDocument {
  readonly document: FoundDocument;
  /** From 1. */
  readonly number: number;
}

/** @param named a number from 1, or else an id or URL @throws DOCUMENT_NOT_FOUND, INVALID_REQUEST, UNSUPPORTED */
async function openDocument(asker: SnapshotAsker, named: number | string): Promise<OpenedDocument> {
  if (typeof named === 'number') return await openByNumber(asker, named);
  try {
    const document = await readWhole(asker, named);
    const numbers = numbersOf(await asker.number({ ids: [document.id] }, document.index), document.index);
    return { document, number: numbers.get(document.id) as number };
  } catch (error) {
    // Some callers send numbers as texts; a document may have such an id, which then comes first.
    const isNumber = /^\d{1,9}$/.test(named);
    if (!isNumber || !(error instanceof StillwebError) || error.code !== 'DOCUMENT_NOT_FOUND') throw error;
    return await openByNumber(asker, Number(named));
  }
}

async function openByNumber(asker: SnapshotAsker, number: number): Promise<OpenedDocument> {
  if (number < 1) {
    const message =
      'no document is named: give the number in 【id†title】 of a search as id, or the number in brackets before a page as cursor';
    throw new StillwebError('INVALID_REQUEST', message, { fields: ['id', 'cursor'] });
  }
  const [found] = await asker.number({ numbers: [number - 1] });
  if (found.id !== null) return { document: await readWhole(asker, found.id), number };
  const { documents } = asker.index.description;
  throw new StillwebError('DOCUMENT_NOT_FOUND', `there is no document ${number}; the numbers end at ${documents}`, {
    number,
    documents,
  });
}

/** Numbers from 1 by ids. @throws UNSUPPORTED where the index numbers no documents */
function numbersOf(
  documents: readonly { readonly id: string | null; readonly number: number | null }[],
  index: ServedIndex,
): ReadonlyMap<string, number> {
  return new Map(
    documents.map(({ id, number }) => {
      if (id !== null && number !== null) return [id, number + 1];
      throw new StillwebError('UNSUPPORTED', `the documents of ${index.name} have no numbers to open them by`, {
        tools: 'gpt-oss',
      });
    }),
  );
}

/** The documents that one links to, as links that can be opened. */
async function linkLines(asker: SnapshotAsker, { index, id }: FoundDocument): Promise<string[]> {
  // Of another index a link would be opened in this one.
  if (index !== asker.index) return [];
  const { outgoing } = await asker.links(id, index);
  const told = outgoing.slice(0, MAX_LINKS);
  if (told.length === 0) return [];
  const numbers = numbersOf(await asker.number({ ids: told.map((linked) => linked.id) }, index), index);
  const links = told.map((linked) => `* ${linkTo(index, { ...linked, number: numbers.get(linked.id) })}`);
  return wrapLines(`\nLinks:\n${links.join('\n')}`);
}

interface LinkTarget {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  readonly number?: number;
}

function linkTo(index: ServedIndex, { id, url, title, number }: LinkTarget): string {
  const [, host = index.name] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)/i.exec(toldDocument(index, { id, url }).url) ?? [];
  return `【${number}†${withoutMarks(title === '' ? id : title)}†${withoutMarks(host)}】`;
}

/** What a link is made of must not stand in it. */
function withoutMarks(text: string): string {
  return text.replace(/[【】†\n]+/g, ' ');
}

function headingOf(document: FoundDocument): string {
  const { url } = toldDocument(document.index, document);
  return `${document.title === '' ? document.id : document.title} (${url})`;
}

interface LinePage {
  readonly cursor: number;
  readonly heading: string;
  readonly lines: readonly string[];
}

function showLines({ cursor, heading, lines }: LinePage, first: number, count: number): string {
  const shown = lines.slice(first, first + count);
  const last = first + shown.length - 1;
  return `[${cursor}] ${heading}\n**viewing lines [${first} - ${last}] of ${lines.length - 1}**\n\n${numberLines(shown, first)}`;
}

/** First lines of matches that do not overlap. */
function matchingLines(lines: readonly string[], pattern: string): number[] {
  const wanted = foldText(pattern);
  const found: number[] = [];
  for (let i = 0; i < lines.length && found.length < MAX_MATCHES; i++) {
    if (!foldText(lines[i]).includes(wanted)) continue;
    found.push(i);
    i += MATCH_LINES - 1;
  }
  return found;
}
