import { join } from 'node:path';
import { parseExactly } from '../../src/bytes/exact-json.ts';
import { StillwebError } from '../../src/errors.ts';
import { readAttributes } from '../../src/format/attributes.ts';
import { readBlockTable, type StoredDocument } from '../../src/format/documents.ts';
import {
  ATTRIBUTES_FILE,
  BLOCKS_FILE,
  DOCUMENTS_FILE,
  floatsFile,
  IDS_FILE,
  ORIGINAL_PLACES_FILE,
  ORIGINALS_FILE,
  PASSAGES_FILE,
  URLS_FILE,
  vectorsFile,
} from '../../src/format/file-names.ts';
import { readIds, readUrls, type UrlTable } from '../../src/format/lookup-tables.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { readOriginalPlaces, type StoredOriginal } from '../../src/format/originals.ts';
import type { StringTable } from '../../src/format/string-table.ts';
import { DocumentStore } from '../../src/store/document-store.ts';
import { readFileSync } from '../../src/store/file-system.ts';
import { readManifest, verifyFiles } from '../../src/store/open.ts';
import { OriginalStore } from '../../src/store/original-store.ts';
import type { CollectionDocument } from '../ingest/collection.ts';
import { PageRecord } from '../sources/page-record.ts';
import { pageRecordFile } from '../sources/record-names.ts';

/** The generation that a change begins from: its documents as the collection gave them, and what was remembered of them. */
export class FormerIndex {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly pages: PageRecord;
  readonly #ids: StringTable;
  readonly #urls: UrlTable;
  readonly #documents: DocumentStore;
  /** 1 for each document of which the language was found by its text; null where none was looked for. */
  readonly #detected: Uint8Array | null;
  readonly #originals: OriginalStore | null;

  private constructor(
    folder: string,
    manifest: Manifest,
    pages: PageRecord,
    { ids, urls }: { readonly ids: StringTable; readonly urls: UrlTable },
    store: DocumentStore,
    detected: Uint8Array | null,
    originals: OriginalStore | null,
  ) {
    this.folder = folder;
    this.manifest = manifest;
    this.pages = pages;
    this.#ids = ids;
    this.#urls = urls;
    this.#documents = store;
    this.#detected = detected;
    this.#originals = originals;
  }

  /**
   * Opens the current generation. What is read of it is compared with its hashes first: a damaged byte would else be taken over.
   *
   * @param generation the one that is meant
   * @param isWhole false for whoever asks for its settings and which ids it has, and takes nothing over
   * @throws StillwebError INPUT_CHANGED where another one is current; INDEX_MISSING, INDEX_CORRUPT; SOURCES_MISSING
   */
  static async open(directory: string, generation: string, isWhole = true): Promise<FormerIndex> {
    const { current, folder, manifest } = readManifest(directory);
    if (current.generation !== generation) {
      const message = `another build has published in ${directory} since this one began`;
      throw new StillwebError('INPUT_CHANGED', message, { directory, generation: current.generation });
    }
    const vectors = [
      ...(manifest.encoder === null ? [] : [vectorsFile]),
      ...(manifest.encoder?.precision === undefined ? [] : [floatsFile]),
    ].flatMap((nameOf) => manifest.counts.shards.map((_, shard) => nameOf(shard)));
    const attributes = manifest.provenance.languages === undefined ? [] : [ATTRIBUTES_FILE];
    const takenOver = [DOCUMENTS_FILE, PASSAGES_FILE, ...vectors];
    const kept = [ORIGINALS_FILE, ORIGINAL_PLACES_FILE].filter((name) =>
      manifest.files.some((file) => file.name === name),
    );
    const tables = [BLOCKS_FILE, IDS_FILE, URLS_FILE, ...attributes];
    verifyFiles(folder, manifest, [...tables, ...(isWhole ? [...takenOver, ...kept] : [])]);
    const ids = readIds(IDS_FILE, readFileSync(join(folder, IDS_FILE)));
    const urls = readUrls(URLS_FILE, readFileSync(join(folder, URLS_FILE)));
    const blocks = readBlockTable(BLOCKS_FILE, readFileSync(join(folder, BLOCKS_FILE)));
    const pages = openPages(directory, generation, manifest);
    try {
      const detected = attributes.length === 0 ? null : readDetected(folder, ids.size);
      const store = await DocumentStore.open(folder, blocks);
      const originals = kept.length === 0 ? null : await openOriginals(folder, manifest);
      return new FormerIndex(folder, manifest, pages, { ids, urls }, store, detected, originals);
    } catch (error) {
      pages.close();
      throw error;
    }
  }

  /** Whether its texts are stored compressed. */
  get isCompressed(): boolean {
    return this.#documents.isCompressed;
  }

  get count(): number {
    return this.#ids.size;
  }

  /** −1 where there is none with this id. */
  find(id: string): number {
    return this.#ids.find(id);
  }

  /** Second addresses, as their keys, and the documents that they lead to. */
  *aliases(): Generator<{ readonly key: string; readonly document: number }> {
    const { keys, document, alias } = this.#urls;
    for (let i = 0; i < alias.length; i++) yield { key: keys.get(document.length + i), document: alias[i] };
  }

  id(document: number): string {
    return this.#ids.get(document);
  }

  /**
   * As the collection gave it, without a language that was found by its text, and but for links of pages, which are as they were
   * resolved.
   *
   * @throws StillwebError INDEX_CORRUPT
   */
  read(document: number): CollectionDocument {
    const stored = this.#documents.get(document);
    return collectedOf(this.#detected?.[document] === 1 ? { ...stored, language: null } : stored);
  }

  /** What it was made of; null where that is not kept. @throws StillwebError INDEX_CORRUPT */
  original(document: number): StoredOriginal | null {
    return this.#originals?.stored(document) ?? null;
  }

  close(): void {
    this.pages.close();
    this.#originals?.close();
    this.#documents.close();
  }
}

function readDetected(folder: string, documents: number): Uint8Array | null {
  return readAttributes(ATTRIBUTES_FILE, readFileSync(join(folder, ATTRIBUTES_FILE)), documents).detected ?? null;
}

async function openOriginals(folder: string, { counts }: Manifest): Promise<OriginalStore> {
  const file = readFileSync(join(folder, ORIGINAL_PLACES_FILE));
  return await OriginalStore.open(folder, readOriginalPlaces(ORIGINAL_PLACES_FILE, file, counts.documents));
}

function openPages(directory: string, generation: string, manifest: Manifest): PageRecord {
  const path = pageRecordFile(directory, generation);
  try {
    return new PageRecord(path, path.slice(directory.length + 1), manifest.counts.documents);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const message = `${directory} has no record of the pages of its collection, which a change needs`;
    throw new StillwebError('SOURCES_MISSING', message, { directory, generation }, { cause });
  }
}

/** The document that was stored. */
export function collectedOf(stored: StoredDocument): CollectionDocument {
  const { id, title, text, url, date, language, links, metadata } = stored;
  return {
    id,
    title,
    text,
    ...(url !== null && { url }),
    ...(date !== null && { date }),
    ...(language !== null && { language }),
    ...(links !== null && { links }),
    ...(metadata !== null && { metadata: parseMetadata(metadata) }),
  };
}

/** Numbers that no double holds come back as they were written. */
function parseMetadata(text: string): NonNullable<CollectionDocument['metadata']> {
  return (parseExactly(text) ?? JSON.parse(text)) as NonNullable<CollectionDocument['metadata']>;
}
