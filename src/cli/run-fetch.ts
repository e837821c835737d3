import type { FetchBody } from '../contract/fetch-body.ts';
import type { FetchedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { OpenReader } from '../library/open-reader.ts';
import { note, print, printJson, printTable } from './output.ts';
import { groupDigits } from './progress.ts';

export interface FetchFlags {
  readonly toc?: boolean;
  readonly lines?: { readonly from: number; readonly count: number };
  readonly section?: string;
  readonly find?: string;
  readonly matches?: number;
  readonly offset?: number;
  readonly maxChars?: number;
  readonly cut: 'character' | 'line' | 'paragraph';
  readonly format: 'text' | 'markdown' | 'original';
  readonly links?: boolean;
  readonly json?: boolean;
}

/** What `stillweb fetch` does. Loaded when it is called: a start of the program needs none of it. */
export async function runFetch(directory: string, asked: string, flags: FetchFlags): Promise<void> {
  const { canonicalizeFetch } = await import('../contract/canonical-fetch.ts');
  const body = bodyOf(asked, flags);
  // Before the index is read, as the API refuses it before anything else.
  const { request } = canonicalizeFetch(body);
  const [{ openReader }, { openIndex }] = await Promise.all([
    import('../library/open-reader.ts'),
    import('../store/open.ts'),
  ]);
  const index = openIndex(directory);
  const reader = await openReader(index);
  try {
    const [document] = found(reader.fetch(request), asked);
    if (flags.format === 'original') writeOriginal(reader, document.id as string);
    else if (flags.json)
      printJson({ index: { name: index.name, id: index.manifest.id }, document: withoutNumber(document) });
    else show(document, flags);
  } finally {
    reader.close();
  }
}

function bodyOf(asked: string, flags: FetchFlags): FetchBody {
  const { toc, lines, section, find, matches, offset, maxChars, cut, format, links } = flags;
  const view = { toc, lines, section, find, matches, offset, maxChars, cut, links };
  const shown = format === 'original' ? {} : { ...view, format };
  const given = Object.entries(shown).filter(([, value]) => value !== undefined);
  return { ids: [asked], urls: [asked], ...Object.fromEntries(given) };
}

/** @throws StillwebError DOCUMENT_NOT_FOUND, SECTION_NOT_FOUND */
function found(documents: readonly FetchedDocument[], asked: string): readonly FetchedDocument[] {
  const there = documents.filter(({ error }) => error === undefined);
  if (there.length > 0) return there;
  const section = documents.find(({ error }) => error?.code === 'SECTION_NOT_FOUND')?.error;
  if (section !== undefined) throw new StillwebError(section.code, section.message, { field: 'section' });
  throw new StillwebError('DOCUMENT_NOT_FOUND', `the collection has no document with the id or URL ${asked}`, {
    id: asked,
  });
}

function withoutNumber(document: FetchedDocument & { readonly number?: number }): FetchedDocument {
  const { number: _, ...rest } = document;
  return rest;
}

function show(document: FetchedDocument, { toc, matches }: FetchFlags): void {
  if (toc) showContents(document);
  else if (matches !== undefined) showMatches(document);
  else showText(document);
}

function showContents({ toc = [], moreHeadings = 0 }: FetchedDocument): void {
  if (toc.length === 0) note('The text has no headings that can be told from it.');
  else printTable(toc.map(({ number, text, line }) => [number, `${text}  (line ${line})`]));
  if (moreHeadings > 0) note(`${groupDigits(moreHeadings)} more headings`);
}

function showMatches({ matches = [], moreMatches = 0 }: FetchedDocument): void {
  for (const { line, text } of matches) print(`${line}:${text.replace(/\s+/g, ' ')}`);
  if (moreMatches > 0) note(`${groupDigits(moreMatches)} more places`);
  if (matches.length === 0) note('The text does not stand there; letters must agree in case.');
}

/** As it is to a file or a program; to a terminal with nothing in it that would move the cursor. */
function showText({ text = '', lines, next, range }: FetchedDocument): void {
  if (process.stdout.isTTY !== true) process.stdout.write(text);
  else for (const line of text.replace(/\n$/, '').split('\n')) print(line.replace(/\t/g, '  ').replace(/\r$/, ''));
  if (typeof next !== 'number' || lines === undefined || range === undefined) return;
  const last = lines.from + lines.count - 1;
  note(`lines ${lines.from}–${last} of ${lines.total}; goes on with --offset ${next} (of ${range.total})`);
}

/** @throws StillwebError ORIGINAL_NOT_FOUND; SETTING_INVALID for a terminal */
function writeOriginal(reader: OpenReader, id: string): void {
  const original = reader.original(id);
  if (original === null) {
    throw new StillwebError('ORIGINAL_NOT_FOUND', `the index keeps no original of the document ${JSON.stringify(id)}`, {
      id,
    });
  }
  if (process.stdout.isTTY === true) {
    const message = `the original is ${original.bytes.length} bytes of ${original.type}, which are not for a terminal: write them to a file with >`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'format', type: original.type });
  }
  process.stdout.write(original.bytes);
}
