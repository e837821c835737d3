import { canonicalJson } from '../bytes/canonical-json.ts';
import { sha256 } from '../bytes/hash.ts';
import { parseUrl } from '../bytes/url-parts.ts';
import { StillwebError } from '../errors.ts';
import { MAX_ID_BYTES } from '../limits.ts';
import { readSiteName } from './site-name.ts';

/** What is kept out of a collection, or of an answer. Each list is sorted by code unit, without repeats. */
export interface BlockList {
  /** Hosts; each stands for its subdomains too. */
  readonly sites: readonly string[];
  /** Addresses, or with `*` at the end all that begin so: `checkBlockedUrl`. */
  readonly urls: readonly string[];
  readonly ids: readonly string[];
  /** Texts that no document may repeat: `SharedRuns` says what repeating is. */
  readonly strings: readonly string[];
}

export const BLOCK_RULES = ['sites', 'urls', 'ids', 'strings'] as const satisfies readonly (keyof BlockList)[];
export type BlockRule = (typeof BLOCK_RULES)[number];

/** A line of a file, which counts from 1. */
export interface BlockLine {
  readonly number: number;
  readonly text: string;
}

const ID = 'id:';
const TEXT = 'text:';

/**
 * Reads lines of a block list; blank ones are none.
 *
 *   # a comment
 *   example.org                        a host and its subdomains
 *   https://example.org/answers        this address
 *   https://example.org/data/*         every address that begins so
 *   id: doc-17                         a document by its id
 *   text: who wrote the first …        a text that no document may repeat
 *
 * @throws StillwebError BLOCK_LIST_INVALID with file and line
 */
export function readBlockLines(lines: Iterable<BlockLine>, file: string): BlockList {
  const read: { readonly [Rule in BlockRule]: string[] } = { sites: [], urls: [], ids: [], strings: [] };
  for (const { number, text } of lines) {
    const entry = text.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    try {
      const [rule, value] = readEntry(entry.toWellFormed());
      read[rule].push(value);
    } catch (error) {
      if (!(error instanceof StillwebError)) throw error;
      throw new StillwebError('BLOCK_LIST_INVALID', `${file}:${number}: ${error.message}`, { file, line: number });
    }
  }
  return canonicalBlockList(read);
}

/** @throws INVALID_REQUEST */
function readEntry(entry: string): readonly [BlockRule, string] {
  if (entry.startsWith(ID)) return ['ids', checkId(entry.slice(ID.length).trim())];
  if (entry.startsWith(TEXT)) return ['strings', checkString(entry.slice(TEXT.length).trim())];
  if (/\s/.test(entry)) throw invalid('a line of several words is no host and no URL; write text: before a text');
  if (entry.includes('/')) return ['urls', checkBlockedUrl(entry, 'the line')];
  return ['sites', readSiteName(entry, 'the line')];
}

function checkId(id: string): string {
  if (id !== '' && Buffer.byteLength(id) <= MAX_ID_BYTES) return id;
  throw invalid(`an id has 1 to ${MAX_ID_BYTES} bytes`);
}

function checkString(text: string): string {
  if (text !== '') return text;
  throw invalid('text: stands before nothing');
}

/**
 * An address to be kept out, as it is written. With `*` at its end it stands for all that begin so; that is only behind a slash
 * behind the host, for `https://example.org*` would be `example.org.evil` too.
 *
 * @throws INVALID_REQUEST
 */
export function checkBlockedUrl(url: string, field: string): string {
  const isPrefix = url.endsWith('*');
  const written = isPrefix ? url.slice(0, -1) : url;
  const parts = /^https?:\/\//i.test(written) ? parseUrl(written) : null;
  if (parts === null) throw invalid(`${field} must be a URL with http:// or https:// and a host, not ${shorten(url)}`);
  if (isPrefix && !/^https?:\/\/[^/?#]+\//i.test(written)) {
    throw invalid(`${field} has a * in its host: a slash must stand between them, not ${shorten(url)}`);
  }
  return url;
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…`.toWellFormed() : text);
}

function invalid(message: string): StillwebError {
  return new StillwebError('INVALID_REQUEST', message, {});
}

/**
 * A list that a program gives.
 * @throws StillwebError BLOCK_LIST_INVALID
 */
export function readBlockList(list: Partial<BlockList>): BlockList {
  const entriesOf = (rule: BlockRule, read: (entry: string) => string): string[] => {
    const entries: unknown = list[rule] ?? [];
    if (!Array.isArray(entries) || !entries.every((entry) => typeof entry === 'string')) {
      throw new StillwebError('BLOCK_LIST_INVALID', `${rule} of a block list is a list of strings`, { rule });
    }
    return entries.map((entry: string, i) => {
      try {
        return read(entry.toWellFormed());
      } catch (error) {
        if (!(error instanceof StillwebError)) throw error;
        throw new StillwebError('BLOCK_LIST_INVALID', `${rule}.${i}: ${error.message}`, { rule });
      }
    });
  };
  const unknown = Object.keys(list).find((name) => !(BLOCK_RULES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const message = `a block list has ${BLOCK_RULES.join(', ')}, and no ${unknown}`;
    throw new StillwebError('BLOCK_LIST_INVALID', message, { rule: unknown });
  }
  return canonicalBlockList({
    sites: entriesOf('sites', (site) => readSiteName(site, 'the entry')),
    urls: entriesOf('urls', (url) => checkBlockedUrl(url, 'the entry')),
    ids: entriesOf('ids', checkId),
    strings: entriesOf('strings', checkString),
  });
}

/** One list of several. */
export function joinBlockLists(lists: readonly BlockList[]): BlockList {
  const all = (rule: BlockRule) => lists.flatMap((list) => list[rule]);
  return canonicalBlockList({ sites: all('sites'), urls: all('urls'), ids: all('ids'), strings: all('strings') });
}

/** Each list sorted by code unit without repeats. */
export function canonicalBlockList({ sites, urls, ids, strings }: BlockList): BlockList {
  return { sites: sorted(sites), urls: sorted(urls), ids: sorted(ids), strings: sorted(strings) };
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
}

/** SHA-256 of a list in canonical form, whatever files, lines and order it came in. */
export function blockListHash({ sites, urls, ids, strings }: BlockList): string {
  return sha256(canonicalJson({ sites, urls, ids, strings }));
}
