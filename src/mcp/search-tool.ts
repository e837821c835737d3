/** `search` of the connector contract: `{results: [{id, title, url}]}`, with more beside it that agents use. */
import { type Static, Type } from '@sinclair/typebox';
import type { Hit } from '../contract/search.ts';
import { ModeSchema } from '../contract/search-body.ts';
import { SEARCH_DEFAULTS } from '../contract/search-defaults.ts';
import { MAX_DEPTH, MAX_JOINT_INDEXES } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { documentUri } from './document-uri.ts';
import { nameWithId, toldDocument } from './documents.ts';
import { FILTER_ARGUMENTS, readFilter } from './filter-arguments.ts';
import { describeFinding } from './finding-note.ts';
import type { SnapshotAsker } from './snapshot-asker.ts';
import { defineTool, type McpTool, type ToolAnswer } from './tool.ts';

/** Results of one page: what a model reads through at once. */
const MAX_PAGE = 100;

const Query = Type.String({
  minLength: 1,
  description:
    'What to look for, in a few words or as a question. "quoted phrase", -word, site:host, intitle:word, before:YYYY-MM-DD and after:YYYY-MM-DD are understood.',
});

/** What a connector sends. */
const PLAIN_INPUT = Type.Object({ query: Query }, { additionalProperties: false });

const FULL_INPUT = Type.Object(
  {
    query: Query,
    k: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: SEARCH_DEFAULTS.k, description: 'Results of a page.' }),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DEPTH, default: 1, description: 'Page, from 1.' })),
    mode: Type.Optional(ModeSchema),
    indexes: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
        minItems: 1,
        maxItems: MAX_JOINT_INDEXES,
        description: 'Names of collections to search together, where several are served. Default: one of them.',
      }),
    ),
    ...FILTER_ARGUMENTS,
  },
  { additionalProperties: false },
);

const OUTPUT = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Type.String({ description: 'For fetch.' }),
      title: Type.String(),
      url: Type.String({ description: 'For citations.' }),
      snippet: Type.String({ description: 'An extract around the words of the query.' }),
      date: Type.Optional(Type.String({ description: 'YYYY-MM-DD' })),
      score: Type.Integer(),
      index: Type.Optional(Type.String({ description: 'NAME@ID of its collection, where several were searched.' })),
    }),
    { description: 'Best first.' },
  ),
  index: Type.String({
    description: 'NAME@ID of the collection that answered, or of each, in order; equal ids answer equally.',
  }),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'The next page; null behind the last.' }),
  coverage: Type.Optional(Type.Number({ description: 'How much of the query the best passage holds, 0 to 1.' })),
  corrections: Type.Optional(
    Type.Array(Type.Object({ from: Type.String(), to: Type.String() }), {
      description: 'Words of the query that the collection does not hold, and what was searched instead.',
    }),
  ),
  note: Type.Optional(Type.String({ description: 'What else there is to know.' })),
});

const TITLE = 'Search the collection';

/** With one argument, as the connector contract has it. */
export const connectorSearch: McpTool = defineTool({
  name: 'search',
  title: TITLE,
  description:
    'Searches a fixed collection of documents and returns the best of them with id, title, url and an extract. Read one with fetch.',
  input: PLAIN_INPUT,
  output: OUTPUT,
  answer: answerSearch,
});

/** With paging and filters. */
export const fullSearch: McpTool = defineTool({
  name: 'search',
  title: TITLE,
  description:
    'Searches a fixed collection of documents and returns a page of the best with id, title, url and an extract. Nothing ever changes: the same call gives the same results, so ask in other words instead of asking again. Read a document with fetch.',
  input: FULL_INPUT,
  output: OUTPUT,
  answer: answerSearch,
});

type SearchArguments = Static<typeof FULL_INPUT>;

function answerSearch(given: SearchArguments, asker: SnapshotAsker): Promise<ToolAnswer> {
  const { indexes } = given;
  return indexes === undefined ? answerFromOne(given, asker) : answerFromSeveral(given, indexes, asker);
}

/** What is asked, whatever it is asked of. */
function readArguments(given: SearchArguments) {
  const { query, k = SEARCH_DEFAULTS.k, page = 1, mode } = given;
  const filter = readFilter(given);
  return {
    ...{ k, page, isFiltered: filter !== undefined },
    fields: {
      ...{ query, k, offset: (page - 1) * k },
      ...(mode !== undefined && { mode }),
      ...(filter !== undefined && { filter }),
    },
  };
}

function tellHit(index: ServedIndex, { id, url, title, snippet = '', date, score }: Hit) {
  return { ...toldDocument(index, { id, url }), title, snippet, ...(date !== undefined && { date }), score };
}

/** Null behind the last page. */
function nextPage(hits: number, k: number, page: number): number | null {
  return hits === k && page * k + k <= MAX_DEPTH ? page + 1 : null;
}

/** A hit of an index that is not the caller's is named by its URI, so that it can be read as the others are. */
async function answerFromSeveral(
  given: SearchArguments,
  names: readonly string[],
  asker: SnapshotAsker,
): Promise<ToolAnswer> {
  const { k, page, isFiltered, fields } = readArguments(given);
  const { query, indexes, found, hits } = await asker.searchJoint(fields, names);
  const served = new Map(indexes.map(({ name }) => [name, asker.find({ name })]));
  const notes = found.map(({ index, hits: count, ...rest }) => {
    const own = hits.filter((hit) => hit.index.name === index);
    const note = count === 0 || own.length > 0 ? describeFinding({ query, ...rest, hits: own }, { isFiltered }) : null;
    return note === null ? [] : [`${index}: ${note}`];
  });
  const index = [...served.values()].map(nameWithId).join(', ');
  return {
    index,
    structured: {
      results: hits.map((hit) => {
        const own = served.get(hit.index.name) as ServedIndex;
        const told = tellHit(own, hit);
        const id = own === asker.index ? told.id : documentUri(own, hit.id);
        return { ...told, id, index: nameWithId(own) };
      }),
      index,
      next: nextPage(hits.length, k, page),
      ...(notes.flat().length > 0 && { note: notes.flat().join(' ') }),
    },
  };
}

async function answerFromOne(given: SearchArguments, asker: SnapshotAsker): Promise<ToolAnswer> {
  const { k, page, isFiltered, fields } = readArguments(given);
  const result = await asker.search(fields);
  const { hits, coverage, corrections } = result;
  const { index } = asker;
  const note = describeFinding(result, { isFiltered, page });
  return {
    index: nameWithId(index),
    structured: {
      results: hits.map((hit) => tellHit(index, hit)),
      index: nameWithId(index),
      next: nextPage(hits.length, k, page),
      ...(coverage !== undefined && { coverage }),
      ...(corrections !== undefined && { corrections }),
      ...(note !== null && { note }),
    },
  };
}
