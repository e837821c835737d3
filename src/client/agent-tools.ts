/** What a language model may call: search, read, grep and links, as functions with JSON Schemas over a client. */
import type { SearchOptions, StillwebClient } from './client.ts';
import { StillwebClientError } from './client-error.ts';
import type { CallOptions } from './connection.ts';

export interface AgentToolsOptions {
  /** Fields of every search, such as `mode`. What a model names itself goes before them. */
  readonly search?: Omit<SearchOptions, 'index'>;
  /** Code units of a text that one call of `read` gives: 1 … 1,000,000; default 8,000. */
  readonly readCharacters?: number;
}

/** JSON Schema of the arguments of a tool: the part of it that every API of functions takes. */
export interface ToolParameters {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, ToolField>>;
  readonly required: string[];
  readonly additionalProperties: false;
}

export interface ToolField {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

export type AgentToolName = 'search' | 'read' | 'grep' | 'links';

export interface AgentTool {
  readonly name: AgentToolName;
  readonly description: string;
  readonly parameters: ToolParameters;
  /**
   * @param input arguments as the model gave them
   * @returns what the model is shown: JSON; for arguments that are refused `{ error: { code, message, facts, fix } }`, which it
   * can mend
   * @throws StillwebClientError for a fault that no other arguments would mend; the reason of a signal
   */
  execute(input: unknown, call?: CallOptions): Promise<object>;
}

const DEFAULT_READ_CHARACTERS = 8_000;
const DEFAULT_COUNT = 5;
const GREP_COUNT = 20;

const string = (description: string): ToolField => ({ type: 'string', description });
const integer = (description: string): ToolField => ({ type: 'integer', description });

/** In the order in which a model should think of them. They keep no state. */
export function agentTools(client: StillwebClient, options: AgentToolsOptions = {}): readonly AgentTool[] {
  const readCharacters = options.readCharacters ?? DEFAULT_READ_CHARACTERS;
  return [
    makeTool({
      name: 'search',
      description: 'Rank the documents of the collection for a question or keywords. Gives ids to read, with extracts.',
      required: { query: string('what is looked for; "quotes" ask for a phrase, -word leaves out') },
      optional: {
        count: integer(`how many documents, 1 to 50; default ${DEFAULT_COUNT}`),
        offset: integer('how many to pass over, for the next page'),
        site: string('only of this host and its subdomains'),
        after: string('only dated from this day on, YYYY-MM-DD'),
        before: string('only dated up to this day, YYYY-MM-DD'),
      },
      run: async ({ query, count, offset, site, after, before }, call) => {
        const filter = { ...options.search?.filter, ...defined({ sites: site && [site], after, before }) };
        const { hits, corrections, coverage } = await client.search(
          query,
          {
            ...options.search,
            k: count ?? options.search?.k ?? DEFAULT_COUNT,
            ...defined({ offset }),
            ...some(filter),
          },
          call,
        );
        const results = hits.map(({ id, url, title, date, snippet }) => ({
          id,
          title,
          ...defined({ url, date, snippet }),
        }));
        return { results, ...defined({ corrections, coverage }) };
      },
    }),
    makeTool({
      name: 'read',
      description: `Read a document: up to ${readCharacters} characters of its text, from the start or around a text.`,
      required: { id: string('id of a document, as search, grep and links give it') },
      optional: {
        offset: integer('where to go on: next of the call before'),
        find: string('start a little before where this text stands, capitals and small letters told apart'),
      },
      run: async ({ id, offset, find }, call) => {
        const { document } = await client.document(
          id,
          { maxChars: readCharacters, ...defined({ offset, find }) },
          call,
        );
        const { url, title, date, text, range } = document;
        const next = range !== undefined && range.end < range.total ? range.end : undefined;
        return { id, title, ...defined({ url, date }), text, total: range?.total, ...defined({ next }) };
      },
    }),
    makeTool({
      name: 'grep',
      description: 'Find the lines of all documents that hold a text exactly, in the order of the collection.',
      required: { pattern: string('the text; with regexp true a regular expression in the syntax of RE2') },
      optional: {
        regexp: { type: 'boolean', description: 'take the pattern as a regular expression' },
        ignoreCase: { type: 'boolean', description: 'let capitals and small letters match each other' },
        id: string('only in this document'),
        cursor: string('next of the call before, for the page behind it'),
      },
      run: async ({ pattern, regexp, ignoreCase, id, cursor }, call) => {
        const filter = { ...options.search?.filter, ...defined({ ids: id && [id] }) };
        const page = await client.grep(
          pattern,
          {
            limit: GREP_COUNT,
            ...defined({ regexp, ignoreCase, cursor }),
            ...some(filter),
          },
          call,
        );
        const matches = page.matches.map(({ id, title, line, start, text }) => ({
          id,
          title,
          line,
          offset: start,
          text,
        }));
        return { matches, ...defined({ next: page.next }) };
      },
    }),
    makeTool({
      name: 'links',
      description: 'The documents of the collection that one links to, and those that link to it.',
      required: { id: string('id of a document') },
      optional: {},
      run: async ({ id }, call) => {
        const { outgoing, incoming } = await client.links(id, {}, call);
        const heading = ({ id, title }: { readonly id: string; readonly title: string }) => ({ id, title });
        return { outgoing: outgoing.map(heading), incoming: incoming.map(heading) };
      },
    }),
  ];
}

interface ToolPlan {
  readonly name: AgentToolName;
  readonly description: string;
  readonly required: Readonly<Record<string, ToolField>>;
  readonly optional: Readonly<Record<string, ToolField>>;
  // biome-ignore lint/suspicious/noExplicitAny: what a model has written; the server says what is wrong with it
  readonly run: (input: any, call: CallOptions) => Promise<object>;
}

function makeTool({ name, description, required, optional, run }: ToolPlan): AgentTool {
  const properties = { ...required, ...optional };
  return {
    name,
    description,
    parameters: { type: 'object', properties, required: Object.keys(required), additionalProperties: false },
    execute: async (input, call = {}) => {
      const refusal = refuse(name, input, properties, required);
      if (refusal !== null) return { error: refusal };
      try {
        return await run(input, call);
      } catch (error) {
        if (!(error instanceof StillwebClientError && MENDABLE.has(error.code))) throw error;
        const { code, message, facts, fix } = error;
        return { error: { code, message, facts, fix } };
      }
    },
  };
}

/** Refusals that other arguments mend. A wrong token or index is the program's, not the model's. */
const MENDABLE: ReadonlySet<string> = new Set([
  'INVALID_REQUEST',
  'QUERY_TOO_LONG',
  'DOCUMENT_NOT_FOUND',
  'PATTERN_INVALID',
  'CURSOR_INVALID',
  'RESPONSE_TOO_LARGE',
]);

/** Models write names that no tool has, texts for numbers, and leave out what is needed: null when all is well. */
function refuse(
  tool: string,
  input: unknown,
  properties: ToolParameters['properties'],
  required: ToolParameters['properties'],
): object | null {
  const wrong = (field: string, sentence: string): object => {
    const fields = Object.keys(properties);
    const fix = `call ${tool} with ${fields.join(', ')}`;
    return { code: 'INVALID_REQUEST', message: `${tool}: ${sentence}`, facts: { field, fields }, fix };
  };
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return wrong('', 'its arguments are an object');
  for (const [field, value] of Object.entries(input)) {
    if (!Object.hasOwn(properties, field)) return wrong(field, `it takes no ${field}`);
    const { type } = properties[field];
    const isRight = type === 'integer' ? Number.isInteger(value) : typeof value === type;
    if (!isRight && value !== null && value !== undefined) return wrong(field, `${field} is of the type ${type}`);
  }
  const missing = Object.keys(required).find((field) => (input as Record<string, unknown>)[field] == null);
  return missing === undefined ? null : wrong(missing, `${missing} is missing`);
}

/** Without what is undefined, null or empty: models give both for an option that they do not want. */
function defined<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], null | ''> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null && value !== '')) as never;
}

function some<Filter extends object>(filter: Filter): { readonly filter?: Filter } {
  return Object.keys(filter).length === 0 ? {} : { filter };
}
