import { parseExactly } from '../../src/bytes/exact-json.ts';
import { ExactNumber } from '../../src/bytes/exact-number.ts';
import { isBlank, trimWhiteSpace } from '../../src/bytes/white-space.ts';
import { MAX_METADATA_DEPTH } from '../../src/limits.ts';
import type { CollectionDocument, FieldMap, JsonValue, SourceLocation } from './collection.ts';
import { checkDocument, checkText } from './document-check.ts';
import {
  createFieldValues,
  type FieldValues,
  type OptionalField,
  readId,
  readOptionalField,
} from './optional-fields.ts';
import { recordFault } from './record-fault.ts';
import { readVector, VECTOR_FIELD } from './term-vector.ts';

type JsonRecord = { readonly [key: string]: JsonValue };

/** The best first. The `docid` of a passage of MS MARCO is that of the page it is cut from. */
const ID_NAMES = ['_id', 'id', 'pid', 'docid'];
const TEXT_NAMES = ['text', 'contents', 'passage', 'body', 'content'];

/** Where a record stands: the name of its file in the collection, and its number there, from 1, bad ones counted. */
export interface RecordPlace {
  readonly name: string;
  readonly number: number;
}

const OPTIONAL_FIELDS: readonly OptionalField[] = ['url', 'date', 'language', 'links'];

/**
 * Makes a document of one JSON object. The shape is found for each record by itself:
 *
 *   id     `_id`, else `id`, `pid`, `docid`        (or the field that the map names)
 *   text   `text`, else `contents`, `passage`, `body`, `content`   (the same)
 *   title  `title`, else the first line of `contents`, without its double quotes
 *
 * A `contents` of one line is text without a title, as Pyserini's passages are; so is a first line without quotes when
 * only white space follows. `url`, `date`, `language` and `links` are taken where they can be read and stay in the
 * metadata where not, unless the map names them: then a value of another kind is a fault. All other fields go to the
 * metadata; the entries of a BEIR `metadata` object go there too, and may give the four optional fields.
 * A field that is `null` counts as absent. A record without any of the ids has its URL as its id, or else the name of the
 * file and its number in it. Where the text is, the document is one of no text, not a record of another kind.
 *
 * @param source the JSON that the record was parsed from, for numbers that a double would change
 * @param place where the record stands, for one without an id; absent where that is a fault
 * @param takesImpacts whether the record must have a `vector`; it then needs no text
 * @throws StillwebError FIELD_MISSING, FIELD_INVALID, IMPACTS_INVALID, INVALID_TEXT, DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE
 * @see BEIR (Thakur et al., 2021); Pyserini's JsonCollection; Search-R1's wiki-18; MS MARCO v2; FineWeb; BrowseComp-Plus
 */
export function readJsonRecord(
  parsed: JsonRecord,
  map: FieldMap,
  location: SourceLocation,
  mayHoldEscapes: boolean,
  source?: string,
  place?: RecordPlace,
  takesImpacts = false,
): CollectionDocument {
  const plain = mayHoldEscapes || takesImpacts ? null : readPlainRecord(parsed, map);
  if (plain !== null) {
    checkDocument(plain, location);
    return plain;
  }
  if (mayHoldEscapes) checkTexts(gatherValues(parsed), location);
  const isExact = source === undefined || !holdsNumber(parsed, 0);
  const record = isExact ? parsed : ((parseExactly(source) as JsonRecord | null) ?? parsed);
  const values = gatherValues(record);

  const idName = findIdName(record, map);
  const textName = map.text ?? findOwn(record, ...TEXT_NAMES) ?? findNull(record, ...TEXT_NAMES);
  const titleName = map.title ?? (Object.hasOwn(record, 'title') ? 'title' : null);
  const id =
    idName === null && place !== undefined
      ? nameOf(values[map.url ?? 'url'], place)
      : takeId(values, idName, map.id ?? '_id or id', location);
  const hasTitle = titleName !== null && hasValue(values, titleName);
  let title = takeString(values, titleName, location) ?? '';
  const hasText = textName !== null && values[textName] !== undefined;
  let text = takeString(values, textName, location) ?? (hasText ? '' : undefined);
  const impacts = takesImpacts ? readVector(record[VECTOR_FIELD], id, location) : undefined;
  if (takesImpacts) delete values[VECTOR_FIELD];
  if (text === undefined && takesImpacts) text = '';
  if (text === undefined) {
    const wanted = map.text ?? 'text or contents';
    throw recordFault('FIELD_MISSING', location, `has no field ${wanted}`, { field: wanted, id });
  }
  if (textName === 'contents' && !hasTitle && map.title === undefined) ({ title, text } = splitContents(text));

  const document: { -readonly [Field in keyof CollectionDocument]: CollectionDocument[Field] } = { id, title, text };
  if (impacts !== undefined) document.impacts = impacts;
  for (const field of OPTIONAL_FIELDS) takeOptional(document, field, values, map, location);
  if (Object.keys(values).length > 0) {
    if (!mayHoldEscapes) for (const name in values) checkText(name, values[name], location);
    document.metadata = values;
  }
  checkDocument(document, location);
  return document;
}

/**
 * A record of nothing but `_id`, `text` and perhaps `title`, all of them strings, as most are: what the general way
 * would make of it, without its tables. Null for any other.
 */
function readPlainRecord(record: JsonRecord, map: FieldMap): CollectionDocument | null {
  for (const field in map) if (map[field as keyof FieldMap] !== undefined) return null;
  const { _id: id, title = '', text } = record;
  if (typeof id !== 'string' || id === '' || typeof title !== 'string' || typeof text !== 'string') return null;
  for (const name in record) if (name !== '_id' && name !== 'title' && name !== 'text') return null;
  return { id, title, text };
}

/** The record's own fields and, below them, the entries of its `metadata` object. */
function gatherValues(record: JsonRecord): FieldValues {
  const values = createFieldValues();
  const nested = Object.hasOwn(record, 'metadata') ? record.metadata : null;
  const hasNested = isObject(nested);
  if (hasNested) for (const key of Object.keys(nested)) values[key] = nested[key];
  for (const key of Object.keys(record)) if (!hasNested || key !== 'metadata') values[key] = record[key];
  return values;
}

function isObject(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** Whether a value may hold a number: most records hold none, and then their source need not be looked at. */
function holdsNumber(value: JsonValue | JsonRecord, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  return depth > MAX_METADATA_DEPTH || Object.values(value).some((member) => holdsNumber(member, depth + 1));
}

function checkTexts(values: FieldValues, location: SourceLocation): void {
  for (const name in values) {
    checkText(name, name, location);
    checkText(name, values[name], location);
  }
}

/** The field that a record has its id in; null where it has none. */
export function findIdName(record: JsonRecord, map: FieldMap): string | null {
  return map.id ?? findOwn(record, ...ID_NAMES);
}

/** Whether names of fields are those of documents: a text among them, or what the map calls so. */
export function namesText(names: readonly string[], map: FieldMap): boolean {
  return map.text === undefined ? TEXT_NAMES.some((name) => names.includes(name)) : names.includes(map.text);
}

/** What a table has whose columns name no text: its rows are no documents, and are not read one by one to find that out. */
export function describeNoText(names: readonly string[], map: FieldMap): { what: string; field: string } | null {
  if (namesText(names, map)) return null;
  const field = map.text ?? 'text or contents';
  return { what: `has no column ${field}`, field };
}

/** Whether a field of this name may be the text of a document. */
export function isTextName(name: string, map: FieldMap): boolean {
  return map.text === undefined ? TEXT_NAMES.includes(name) : name === map.text;
}

/** The id of a record that has none: `https://example.org/a`, or `corpus.csv#7`. */
function nameOf(url: JsonValue | undefined, { name, number }: RecordPlace): string {
  return typeof url === 'string' && url !== '' ? url : `${name}#${number}`;
}

/** The first of `names` with a value in the record itself: an entry of `metadata` never stands in for it. */
function findOwn(record: JsonRecord, ...names: readonly string[]): string | null {
  return names.find((name) => Object.hasOwn(record, name) && record[name] !== null) ?? null;
}

/** The first of `names` that the record itself has. */
function findNull(record: JsonRecord, ...names: readonly string[]): string | null {
  return names.find((name) => Object.hasOwn(record, name)) ?? null;
}

function hasValue(values: FieldValues, name: string): boolean {
  return values[name] !== undefined && values[name] !== null;
}

function takeId(values: FieldValues, name: string | null, wanted: string, location: SourceLocation): string {
  if (name === null || !hasValue(values, name))
    throw recordFault('FIELD_MISSING', location, `has no field ${wanted}`, { field: wanted });
  const id = readId(values[name]);
  if (id === null) {
    const what = `has a field "${name}" that is no id: give a string that is not empty, or a whole number under 2^53`;
    throw recordFault('FIELD_INVALID', location, what, { field: name });
  }
  delete values[name];
  return id;
}

function takeString(values: FieldValues, name: string | null, location: SourceLocation): string | undefined {
  if (name === null) return undefined;
  const value = values[name];
  if (value === undefined) return undefined;
  if (value !== null && typeof value !== 'string') {
    throw recordFault('FIELD_INVALID', location, `has a field "${name}" that is no string`, { field: name });
  }
  delete values[name];
  return value ?? undefined;
}

function takeOptional(
  document: { -readonly [Field in OptionalField]?: CollectionDocument[Field] },
  field: OptionalField,
  values: FieldValues,
  map: FieldMap,
  location: SourceLocation,
): void {
  const name = map[field] ?? field;
  const value = values[name];
  if (value === undefined) return;
  if (value === null) {
    delete values[name];
    return;
  }
  const read = readOptionalField(field, value);
  if (read !== undefined) {
    Object.assign(document, { [field]: read });
    delete values[name];
  } else if (map[field] !== undefined && (field === 'links' || typeof value !== 'string')) {
    const wanted = field === 'links' ? 'a list of ids or addresses' : 'a string';
    throw recordFault('FIELD_INVALID', location, `has a field "${name}" that is not ${wanted}`, { field: name });
  }
}

/** The title and the text of a `contents`. */
function splitContents(contents: string): { title: string; text: string } {
  const newline = contents.indexOf('\n');
  if (newline < 0) return { title: '', text: contents };
  const first = trimWhiteSpace(contents.slice(0, newline));
  const rest = contents.slice(newline + 1);
  const isQuoted = first.length >= 2 && first.startsWith('"') && first.endsWith('"');
  if (isQuoted) return { title: first.slice(1, -1), text: rest };
  return isBlank(rest) ? { title: '', text: contents } : { title: first, text: rest };
}
