import { dateNumber } from '../../format/attributes.ts';
import { isEncodingOf } from '../../format/document-writer.ts';
import type { StoredDocument } from '../../format/documents.ts';
import { DOCUMENTS_FILE } from '../../format/file-names.ts';
import { LinkResolver, urlHost, urlKey } from '../../format/lookup-tables.ts';
import type { StringTable } from '../../format/string-table.ts';
import { DocumentStore } from '../document-store.ts';
import type { IndexView } from '../index-view.ts';
import { DuplicateCheck } from './duplicates.ts';
import { checkFieldCounts, checkFieldValues } from './field-values.ts';
import type { Findings } from './findings.ts';
import { checkOutgoing } from './links.ts';
import type { ProvenBlocks } from './proven-blocks.ts';
import type { Witness } from './witness.ts';

const REPORTED_DOCUMENTS = 64;

const UNKNOWN: ProvenBlocks = { hold: (_message, _documents, prove) => prove() };

/**
 * Reads every document and compares what was written down of it elsewhere.
 *
 * @throws StillwebError INDEX_CORRUPT when a document cannot be read
 */
export async function checkDocuments(
  view: IndexView,
  findings: Findings,
  onProgress: (documents: number) => void,
  { witness, proven = UNKNOWN }: { readonly witness?: Witness; readonly proven?: ProvenBlocks } = {},
): Promise<void> {
  const { documents } = view.passages;
  if (!checkBlocks(view, findings)) return;
  if (view.ids.size !== documents)
    findings.add('document-id', `there are ${view.ids.size} ids for ${documents} documents`);
  const store = await DocumentStore.open(view.index.folder, view.blocks);
  const known = new Uint8Array(view.urls.document.length);
  // Where passages are unsound there is nothing to compare.
  const duplicates = findings.count === 0 ? new DuplicateCheck(view) : null;
  const resolver = new LinkResolver(view.ids, view.urls);
  const { first } = view.blocks;
  let blocks = 0;
  let block: StoredDocument[] = [];
  try {
    for (let number = 0; number < documents; number++) {
      const document = store.get(number);
      checkDocument(view, number, document, findings);
      if (document.url !== null) checkUrl(view, number, document.url, known, findings);
      checkOutgoing(view, resolver, number, document.links, findings);
      checkMetadata(document, findings);
      checkFieldValues(view, number, document, findings);
      witness?.read(number, document);
      duplicates?.read(number, document.text);
      block.push(document);
      if (number + 1 === first[blocks + 1]) {
        const stored = store.getBlock(blocks++);
        if (!proven.hold(stored.message, block.length, () => isEncodingOf(stored, block)))
          findings.add(
            'layout',
            `${DOCUMENTS_FILE}: the block that ends with document ${number} is written in another way`,
          );
        block = [];
      }
      if (number % REPORTED_DOCUMENTS === REPORTED_DOCUMENTS - 1) onProgress(number + 1);
    }
  } finally {
    store.close();
  }
  checkFieldCounts(view, findings);
  duplicates?.finish(findings);
  if (known.includes(0)) findings.add('document-url', 'an address belongs to no document');
}

/** Whether the blocks hold all documents, each at a place inside the file. */
function checkBlocks({ blocks, index, passages }: IndexView, findings: Findings): boolean {
  const { first, offset, metadata, body } = blocks;
  const bytes = index.manifest.files.find(({ name }) => name === DOCUMENTS_FILE)?.bytes ?? 0;
  // A header stands before the first block, a footer behind the last.
  const areInside = offset.every((at, i) => Number.isInteger(at) && at > 0 && at + metadata[i] + body[i] < bytes);
  const isAscending = first.every((document, i) => (i === 0 ? document === 0 : document > first[i - 1]));
  const isSound = areInside && isAscending && first.at(-1) === passages.documents;
  if (!isSound)
    findings.add('block', 'the blocks of documents overlap, leave documents out, or lie outside their file');
  return isSound;
}

function checkMetadata({ id, metadata }: StoredDocument, findings: Findings): void {
  if (metadata === null) return;
  let value: unknown = null;
  try {
    value = JSON.parse(metadata);
  } catch {
    // Not JSON, and so no object.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    findings.add('document-metadata', `the metadata of document ${id} is no object of JSON`);
}

function checkDocument(
  { passages, attributes, ids }: IndexView,
  number: number,
  { id, title, text, url, date, language }: StoredDocument,
  findings: Findings,
): void {
  if (ids.find(id) !== number) findings.add('document-id', `document ${number} is not found by its id ${id}`);
  const last = passages.first[number + 1] - 1;
  if (last >= passages.first[number] && passages.end[last] > text.length)
    findings.add('passage-end', `a passage of document ${id} ends outside its text`);
  if (title === '' && passages.title[number] > 0)
    findings.add('title-length', `document ${id} has no title, but passages.bin knows one`);
  const { dates, sites, languages, siteNames, languageNames } = attributes;
  const host = url === null ? '' : urlHost(url);
  if (dates[number] !== dateNumber(date ?? undefined))
    findings.add('document-attribute', `document ${id} is filtered by another date than its own`);
  if (sites[number] !== (host === '' ? 0 : ordinalIn(siteNames, host)))
    findings.add('document-attribute', `document ${id} is filtered by another site than its own`);
  if (languages[number] !== (language === null ? 0 : ordinalIn(languageNames, language)))
    findings.add('document-attribute', `document ${id} is filtered by another language than its own`);
}

/** As attributes name a string: 1 and more; −1 for one that is not there. */
function ordinalIn(table: StringTable, text: string): number {
  const ordinal = table.find(text);
  return ordinal < 0 ? -1 : ordinal + 1;
}

/** Of several documents with one address the first is found by it. @param known marks the addresses met before */
function checkUrl({ urls }: IndexView, number: number, url: string, known: Uint8Array, findings: Findings): void {
  const key = urls.keys.find(urlKey(url));
  if (key < 0 || key >= known.length || (known[key] === 0 && urls.document[key] !== number))
    findings.add('document-url', `document ${number} is not found by its address ${url}`);
  if (key >= 0) known[key] = 1;
}
