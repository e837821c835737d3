import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { StillwebError } from '../../src/errors.ts';
import { MAX_FILE_BYTES, MAX_PAGE_BYTES } from '../../src/limits.ts';
import type {
  CollectedDocument,
  CollectionFile,
  CollectionReader,
  FilesBeside,
  JsonValue,
  ReadOptions,
  SourceLocation,
} from './collection.ts';
import { checkWhole } from './document-check.ts';
import { collectContent } from './held-content.ts';
import { LinkList } from './link-list.ts';
import { CACHE_FAILURES, CACHE_INDEX } from './page-cache-parts.ts';
import type { Page } from './page-content.ts';
import { PageFault } from './page-fault.ts';
import { mediaTypeOf, packOriginal } from './page-original.ts';
import { decodePlain } from './plain-encoding.ts';
import { recordFault, reportFault } from './record-fault.ts';

/**
 * Page caches of Mind2Web 2: a folder a task, in it `index.json`, an object of the key of each page and what it is, `web` or `pdf`. Its
 * files are named by the MD5 of the key: `.txt`, the text as Markdown, and `.jpg`, a screenshot; or `.pdf`. The key is the address
 * without its fragment, percent-decoded. `failures.json` has what could not be captured.
 *
 * Each page is a document under its key, in the order of the index. Names of files are made of keys, and never taken from the index.
 *
 * @see https://github.com/OSU-NLP-Group/Mind2Web-2, `mind2web2/utils/cache_filesys.py`
 */
export const pageCacheReader: CollectionReader = {
  name: 'page-cache',
  endings: [],

  async *read(file, options) {
    const { path, beside, content } = file;
    if (beside === undefined) {
      const facts = { file: path, format: 'page-cache' };
      throw new StillwebError(
        'INPUT_FORMAT_UNKNOWN',
        `${path} is read with the files beside it: name its folder`,
        facts,
      );
    }
    const pages = await readObject(content, path);
    const unread = new Set(beside.names);
    let record = 0;
    for (const [key, type] of Object.entries(pages)) {
      const place: CachedPage = { key, type, stem: stemOf(key), location: { file: path, record: ++record } };
      for (const ending of ['txt', 'jpg', 'pdf']) unread.delete(`${place.stem}.${ending}`);
      if (beside.names.has(`${place.stem}.jpg`)) options.onPassed?.('screenshot');
      const collected = await collect(place, file, beside, options);
      if (collected !== null) yield [collected];
    }
    if (unread.delete(CACHE_FAILURES)) await countFailures(pages, file, beside, options);
    for (const _ of unread) options.onPassed?.(`file of a page that ${CACHE_INDEX} does not name`);
  },
};

/** Of a key in a message. */
const SHOWN_CHARACTERS = 200;

type JsonObject = { readonly [key: string]: JsonValue };

interface CachedPage {
  readonly key: string;
  readonly type: JsonValue;
  readonly stem: string;
  readonly location: SourceLocation;
}

function stemOf(key: string): string {
  return createHash('md5').update(key).digest('hex');
}

/** @throws StillwebError DOCUMENT_TOO_LARGE, INVALID_UTF8, RECORD_BROKEN */
async function readObject(content: AsyncIterable<Buffer>, path: string): Promise<JsonObject> {
  const location = { file: path };
  const bytes = await collectContent(content, MAX_PAGE_BYTES, () =>
    recordFault('DOCUMENT_TOO_LARGE', location, `has over ${MAX_PAGE_BYTES} bytes`, { limit: MAX_PAGE_BYTES }),
  );
  if (!isUtf8(bytes)) throw recordFault('INVALID_UTF8', location, 'is not UTF-8');
  let value: JsonValue;
  try {
    value = JSON.parse(bytes.toString()) as JsonValue;
  } catch (cause) {
    throw recordFault('RECORD_BROKEN', location, 'is no JSON', {}, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw recordFault('RECORD_BROKEN', location, 'is no object of JSON, as that of a page cache is');
}

/** The document of a page; null where it was reported as a problem. */
async function collect(
  { key, type, stem, location }: CachedPage,
  { bytesRead }: CollectionFile,
  beside: FilesBeside,
  { keepsOriginals, onProblem }: ReadOptions,
): Promise<CollectedDocument | null> {
  const shown = key.slice(0, SHOWN_CHARACTERS);
  try {
    if (type !== 'web' && type !== 'pdf') {
      throw new PageFault('RECORD_BROKEN', `names a page that is neither web nor pdf: ${shown}`);
    }
    const name = `${stem}.${type === 'web' ? 'txt' : 'pdf'}`;
    if (!beside.names.has(name)) {
      const facts = { facts: { page: shown, missing: name } };
      throw new PageFault('RECORD_BROKEN', `names a page whose file ${name} is not there: ${shown}`, undefined, facts);
    }
    const limit = type === 'web' ? MAX_PAGE_BYTES : MAX_FILE_BYTES;
    const bytes = await collectContent(beside.open(name), limit, () =>
      recordFault('DOCUMENT_TOO_LARGE', location, `names ${name}, which has over ${limit} bytes`, { limit }),
    );
    // Before it is parsed: a thread that parses takes the bytes for itself.
    const mediaType = mediaTypeOf(type === 'web' ? 'markdown' : 'pdf');
    const original = keepsOriginals === true ? await packOriginal(bytes, mediaType) : undefined;
    const url = addressOf(key);
    const page = type === 'web' ? await readText(bytes, url) : await readPdf(bytes);
    const document = { ...page, id: key, title: page.title === '' ? url : page.title, url };
    checkWhole(document, location);
    return { document, location, bytesRead, isCapture: true, ...(original !== undefined && { original }) };
  } catch (error) {
    reportFault(error instanceof PageFault ? placed(error, location) : error, location, onProblem);
    return null;
  }
}

function placed(fault: PageFault, location: SourceLocation): StillwebError {
  return recordFault(fault.code, location, fault.message, fault.facts, { cause: fault });
}

/** An address that the key is of: a `%` of it was `%25` in a valid address, and `#` was `%23`. */
function addressOf(key: string): string {
  return key.replaceAll('%', '%25').replaceAll('#', '%23');
}

async function readText(bytes: Buffer, address: string): Promise<Page> {
  const source = await decodePlain(bytes);
  const { readMarkdown } = await import('./markdown-text.ts');
  const { text, heading, hrefs } = readMarkdown(source.replace(/\r\n?/g, '\n'));
  const links = new LinkList(address, undefined, address);
  for (const href of hrefs) links.add(href);
  return { title: heading ?? '', text, links: links.toArray() };
}

async function readPdf(bytes: Buffer): Promise<Page> {
  const { readPdfPage } = await import('./file-pages.ts');
  return await readPdfPage(bytes);
}

/** What could not be captured, by what was in the way. A page that was captured later is none of them. */
async function countFailures(
  pages: JsonObject,
  { path }: CollectionFile,
  beside: FilesBeside,
  { onPassed, onProblem }: ReadOptions,
): Promise<void> {
  const location = { file: path.slice(0, -CACHE_INDEX.length) + CACHE_FAILURES };
  try {
    const failures = await readObject(beside.open(CACHE_FAILURES), location.file);
    for (const [key, failure] of Object.entries(failures)) {
      if (!Object.hasOwn(pages, key)) onPassed?.(`page that could not be captured${describeFailure(failure)}`);
    }
  } catch (error) {
    reportFault(error, location, onProblem);
  }
}

/** Few words, whatever the reason says: a status, or that the site has refused. */
function describeFailure(failure: JsonValue): string {
  const { reason, blocked } = (failure ?? {}) as { readonly reason?: JsonValue; readonly blocked?: JsonValue };
  const status = typeof reason === 'string' ? /\b[45]\d\d\b/.exec(reason) : null;
  if (status !== null) return `: status ${status[0]}`;
  return blocked === true ? ': refused by its site' : '';
}
