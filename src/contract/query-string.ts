/**
 * The query string of the GET routes: the same names as in the JSON body.
 *
 * Lists repeat their name (`queries=a&queries=b`), members of an object are dotted (`filter.sites=example.org`,
 * `snippet.tokens=32`), `snippet=false` takes no snippet. A condition of `filter.where` is one of `readWrittenCondition`;
 * repeated ones must all hold. `fields=true` shows all of them. What cannot be read as its type stays text, so that the check
 * of the body names it: `k=ten` is refused, never taken as 10.
 */
import { type TSchema, Type } from '@sinclair/typebox';
import { StillwebError } from '../errors.ts';
import { MAX_FIELDS, MAX_SNIPPET_TOKENS, MAX_WHERE_CONDITIONS } from '../limits.ts';
import { DocumentQuerySchema, LinksQuerySchema } from './fetch-body.ts';
import { FilterSchema, SearchBodySchema } from './search-body.ts';
import { SEARCH_DEFAULTS } from './search-defaults.ts';
import { unknownFields } from './shape.ts';
import { readWrittenConditions } from './written-condition.ts';

/** Names and values as a parser of query strings gives them; a repeated name has a list. */
export type QueryParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

const WrittenConditions = Type.Optional(
  Type.Array(Type.String(), { maxItems: MAX_WHERE_CONDITIONS, description: 'conditions such as year>=2000; all hold' }),
);
const ShownNames = Type.Optional(
  Type.Array(Type.String(), { maxItems: MAX_FIELDS, description: 'names of declared fields to show, or true for all' }),
);

type Reader = (values: readonly string[]) => unknown;

/** The parameters of `GET /v1/search`, for the OpenAPI document. */
export const SearchQuerySchema = Type.Object(describeSearchParameters(), { additionalProperties: false });

const searchReaders = readersOf(SearchQuerySchema.properties);
const documentReaders = readersOf({ ...DocumentQuerySchema.properties, fields: ShownNames });
const linksReaders = readersOf(LinksQuerySchema.properties);

/**
 * A body for `canonicalizeSearch`.
 * @throws INVALID_REQUEST for unknown names
 */
export function readSearchQuery(parameters: QueryParameters): unknown {
  const flat = readParameters(parameters, searchReaders);
  if (flat.snippet !== undefined && flat['snippet.tokens'] !== undefined) {
    throw new StillwebError('INVALID_REQUEST', 'snippet and snippet.tokens exclude each other', {
      fields: ['snippet', 'snippet.tokens'],
    });
  }
  return nestMembers(flat);
}

/** A value for `canonicalizeDocument`. */
export function readDocumentQuery(parameters: QueryParameters): unknown {
  return nestMembers(readParameters(parameters, documentReaders));
}

/** A value for `canonicalizeLinks`. */
export function readLinksQuery(parameters: QueryParameters): unknown {
  return readParameters(parameters, linksReaders);
}

/** Makes an object of the parameters whose names have a dot: `filter.sites` is `sites` of `filter`. */
function nestMembers(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    const dot = name.indexOf('.');
    if (dot === -1) {
      body[name] = value;
    } else {
      const owner = name.slice(0, dot);
      body[owner] ??= {};
      (body[owner] as Record<string, unknown>)[name.slice(dot + 1)] = value;
    }
  }
  return body;
}

/** Known names only, so that no name of a caller's choosing becomes a key of an object. */
function readParameters(parameters: QueryParameters, readers: ReadonlyMap<string, Reader>): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const unknown: string[] = [];
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    const reader = readers.get(name);
    if (reader === undefined) unknown.push(name);
    else read[name] = reader(typeof value === 'string' ? [value] : (value ?? []));
  }
  if (unknown.length > 0) throw unknownFields(unknown.map((name) => ({ name, known: readers.keys() })));
  return read;
}

function describeSearchParameters(): Record<string, TSchema> {
  const parameters: Record<string, TSchema> = {};
  for (const [name, schema] of Object.entries(SearchBodySchema.properties)) {
    if (name === 'filter') {
      for (const [member, list] of Object.entries(FilterSchema.properties)) parameters[`filter.${member}`] = list;
      parameters['filter.where'] = WrittenConditions;
    } else if (name === 'fields') {
      parameters.fields = ShownNames;
    } else if (name === 'snippet') {
      parameters.snippet = Type.Optional(Type.Literal(false, { description: 'false for no snippet' }));
      parameters['snippet.tokens'] = Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_SNIPPET_TOKENS, default: SEARCH_DEFAULTS.snippet.tokens }),
      );
    } else {
      parameters[name] = schema;
    }
  }
  return parameters;
}

function readersOf(properties: Readonly<Record<string, TSchema>>): ReadonlyMap<string, Reader> {
  const readers = new Map<string, Reader>();
  for (const [name, schema] of Object.entries(properties)) readers.set(name, readerOf(schema));
  return readers;
}

function readerOf(schema: TSchema): Reader {
  if (schema === WrittenConditions) return (values) => readWrittenConditions(values, 'filter.where');
  if (schema === ShownNames) return (values) => (values.length === 1 && values[0] === 'true' ? true : values);
  if (schema.type === 'array') return (values) => values;
  if (schema.type === 'integer') return single(readInteger);
  if (schema.type === 'number') return single(readNumber);
  if (schema.type === 'boolean' || takesBoolean(schema)) return single(readBoolean);
  return single((value) => value);
}

/** Beside other values. */
function takesBoolean({ anyOf = [] }: TSchema): boolean {
  return (anyOf as readonly TSchema[]).some(({ type }) => type === 'boolean');
}

/** A name that takes one value and is repeated keeps its list, which the check of the body refuses. */
function single(read: (value: string) => unknown): Reader {
  return (values) => (values.length === 1 ? read(values[0]) : values);
}

/** Decimal digits only: no sign but minus, no blanks, no exponent, no leading zero. */
function readInteger(value: string): unknown {
  return value.length <= 16 && /^(?:0|-?[1-9][0-9]*)$/.test(value) ? Number(value) : value;
}

/** An integer, or one with decimals behind a full stop. */
function readNumber(value: string): unknown {
  return value.length <= 16 && /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(value) ? Number(value) : value;
}

function readBoolean(value: string): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
