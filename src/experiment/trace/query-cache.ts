/** What search tools keep of their queries: each with what was found, in one file of JSON. Whose form it is, its members tell. */
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isGzip } from '../../bytes/gzip.ts';
import { sha256 } from '../../bytes/hash.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_TRACE_LINE_BYTES } from '../../limits.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { packedFault } from './packed-trace.ts';

/** A result as a tool kept it. */
export interface CachedResult {
  /** Its address; where it has none, a hash of what it says. */
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  readonly snippet: string;
  /** What is read where it is opened: its longest text. */
  readonly text: string;
  /** YYYY-MM-DD */
  readonly date?: string;
}

export interface QueryCache {
  /** Names its content: the first 128 bits of the SHA-256 of the file, unpacked. */
  readonly id: string;
  /** Results by query, best first. */
  readonly results: ReadonlyMap<string, readonly CachedResult[]>;
  /** Sentences: what of the file is not in the results. */
  readonly notes: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** Members by which tools and vendors call the same thing; the first that there is counts. */
const URL = ['url', 'link', 'href', 'URL'];
const TITLE = ['title', 'name'];
const SNIPPET = ['snippet', 'description', 'summary', 'body'];
const TEXT = ['content', 'text', 'raw_content', 'contents', 'markdown', 'page_content'];
const DATE = ['date', 'datePublished', 'page_age', 'published_date'];
/** Members that hold the list of results, or what holds it. */
const LISTS = [
  'organic',
  'organic_results',
  'results',
  'webPages',
  'web',
  'items',
  'data',
  'value',
  'result',
  'documents',
];
const QUERY = ['query', 'q', 'question'];
const DEEPEST = 3;

/**
 * Reads `{"query": what was found}` in one object, or a line each as `{"query": …, "results": …}` or `{"QUERY": …}`. What was found is a text, which
 * is one result; a list of texts or results; or the answer of an API that holds such a list.
 * What is none of these, such as the error of an API, is left out, and a query that has nothing else with it. Of a query that stands twice the last counts.
 *
 * @throws StillwebError TRACE_INVALID, STORAGE_FAILED
 */
export function readQueryCache(path: string, maxBytes = MAX_TRACE_LINE_BYTES): QueryCache {
  const content = readContent(path, maxBytes);
  const results = new Map<string, readonly CachedResult[]>();
  const unread = new Set<string>();
  let unreadResults = 0;
  const repeated = new Set<string>();
  const entries = entriesOf(content.replace(/^\uFEFF/, ''), path);
  for (const [name, found] of entries) {
    const query = name.trim();
    const list = listOf(found, 0);
    const read = list.flatMap((each) => resultOf(each) ?? []);
    if (list.length > 0 && read.length === 0) {
      unread.add(query);
      continue;
    }
    unreadResults += list.length - read.length;
    if (results.has(query)) repeated.add(query);
    results.set(query, read);
  }
  if (results.size === 0) {
    throw invalid(
      path,
      entries.length === 0 ? 'it holds no query' : 'with none of its queries stands a text or a result',
    );
  }
  // Asked again, a query may have been answered.
  for (const query of results.keys()) unread.delete(query);
  const notes = [
    ...noteOf(unread.size, 'query left out: no text and no result stands with it', firstOf(unread)),
    ...noteOf(unreadResults, 'result left out: it has no text, title, address or id'),
    ...noteOf(repeated.size, 'query stands more than once: the last counts', firstOf(repeated)),
  ];
  return { id: sha256(content).slice(0, 32), results, notes: notes.map((said) => `${path}: ${said}`) };
}

function noteOf(count: number, what: string, example?: string): string[] {
  const named = example === undefined ? '' : `; the first is ${JSON.stringify(example)}`;
  return count === 0 ? [] : [`${count} × ${what}${named}`];
}

function firstOf(names: ReadonlySet<string>): string | undefined {
  return names.values().next().value;
}

function readContent(path: string, maxBytes: number): string {
  const tooLarge = (): StillwebError =>
    new StillwebError(
      'TRACE_INVALID',
      `${path} has more than ${maxBytes} bytes: a cache of queries has at most these`,
      {
        path,
        maxBytes,
      },
    );
  try {
    if (statSync(path).size > maxBytes) throw tooLarge();
    const bytes = readFileSync(path);
    return (isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw packedFault(path, error) ?? storageFault(error) ?? error;
  }
}

function entriesOf(content: string, path: string): [string, unknown][] {
  const whole = parse(content);
  if (isMembers(whole)) return pairsOf(whole);
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line, i) => {
    const value = parse(line);
    if (!isMembers(value)) throw invalid(path, `line ${i + 1} is no object of JSON`);
    return pairsOf(value);
  });
}

/** An object of one query, whose members say so, or of many. */
function pairsOf(value: Members): [string, unknown][] {
  const query = textIn(value, QUERY);
  const isOne = query !== '' && [...LISTS, 'error'].some((name) => Object.hasOwn(value, name));
  return isOne ? [[query, value]] : Object.entries(value);
}

/** @param depth of what holds it */
function listOf(found: unknown, depth: number): readonly unknown[] {
  if (Array.isArray(found)) return found;
  if (typeof found === 'string') {
    if (found.trim() === '') return [];
    const inner = /^\s*[[{]/.test(found) ? parse(found) : undefined;
    return inner === undefined || depth === DEEPEST ? [found] : listOf(inner, depth + 1);
  }
  if (!isMembers(found)) return [found];
  const name = LISTS.find((each) => Object.hasOwn(found, each));
  if (name === undefined || depth === DEEPEST) return [found];
  return listOf(found[name], depth + 1);
}

/** Null for what has nothing to show, such as the error of an API. */
function resultOf(found: unknown): CachedResult | null {
  const members = typeof found === 'string' ? { text: found } : found;
  if (!isMembers(members)) return null;
  // Retrievers of trainers wrap a passage: {document: {…}, score}.
  const { document } = members;
  if (isMembers(document)) return resultOf(document);
  const [url, title, short, long, day] = [URL, TITLE, SNIPPET, TEXT, DATE].map((names) => textIn(members, names));
  const text = long === '' ? short : long;
  const date = /^\d{4}-\d{2}-\d{2}/.exec(day)?.[0];
  const own = ['id', 'docid', '_id'].map((name) => members[name]).find((id) => typeof id === 'string' && id !== '');
  if (url === '' && title === '' && text.trim() === '' && own === undefined) return null;
  return {
    id: url !== '' ? url : ((own as string | undefined) ?? sha256(JSON.stringify([title, text])).slice(0, 16)),
    url: url === '' ? null : url,
    title,
    snippet: short === '' ? long : short,
    text,
    ...(date !== undefined && { date }),
  };
}

function textIn(members: Members, names: readonly string[]): string {
  for (const name of names) {
    const value = members[name];
    if (typeof value === 'string' && value !== '') return value.toWellFormed();
  }
  return '';
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(path: string, what: string): StillwebError {
  return new StillwebError('TRACE_INVALID', `${path} is neither a trace nor a cache of queries: ${what}`, { path });
}
