/** What search tools keep of their queries: each with what was found, in one file of JSON. Whose form it is, its members tell. */
import { readFileSync, statSync } from 'node:fs';
import { sha256 } from '../../bytes/hash.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_TRACE_LINE_BYTES } from '../../limits.ts';
import { storageFault } from '../../store/storage-fault.ts';

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
  /** Names its content: the first 128 bits of the SHA-256 of the file. */
  readonly id: string;
  /** Results by query, best first. */
  readonly results: ReadonlyMap<string, readonly CachedResult[]>;
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
 *
 * @throws StillwebError TRACE_INVALID, STORAGE_FAILED
 */
export function readQueryCache(path: string, maxBytes = MAX_TRACE_LINE_BYTES): QueryCache {
  let content: string;
  try {
    const { size } = statSync(path);
    if (size > maxBytes) {
      throw new StillwebError(
        'TRACE_INVALID',
        `${path} has ${size} bytes; a cache of queries has at most ${maxBytes}`,
        {
          path,
          maxBytes,
        },
      );
    }
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw storageFault(error) ?? error;
  }
  const results = new Map<string, readonly CachedResult[]>();
  for (const [query, found] of entriesOf(content, path)) results.set(query.trim(), listOf(found, 0).map(resultOf));
  if (results.size === 0) throw invalid(path, 'it holds no query');
  return { id: sha256(content).slice(0, 32), results };
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
  const isOne = query !== '' && LISTS.some((name) => Object.hasOwn(value, name));
  return isOne ? [[query, value]] : Object.entries(value);
}

/** @param depth of what holds it */
function listOf(found: unknown, depth: number): readonly unknown[] {
  if (Array.isArray(found)) return found;
  if (typeof found === 'string') {
    const inner = /^\s*[[{]/.test(found) ? parse(found) : undefined;
    return inner === undefined || depth === DEEPEST ? [found] : listOf(inner, depth + 1);
  }
  if (!isMembers(found)) return [];
  const name = LISTS.find((each) => Object.hasOwn(found, each));
  if (name === undefined || depth === DEEPEST) return [found];
  return listOf(found[name], depth + 1);
}

function resultOf(found: unknown): CachedResult {
  const members = isMembers(found) ? found : { text: typeof found === 'string' ? found : JSON.stringify(found) };
  // Retrievers of trainers wrap a passage: {document: {…}, score}.
  const { document } = members;
  if (isMembers(document)) return resultOf(document);
  const [url, title, short, long, day] = [URL, TITLE, SNIPPET, TEXT, DATE].map((names) => textIn(members, names));
  const text = long === '' ? short : long;
  const date = /^\d{4}-\d{2}-\d{2}/.exec(day)?.[0];
  const own = ['id', 'docid', '_id'].map((name) => members[name]).find((id) => typeof id === 'string' && id !== '');
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
