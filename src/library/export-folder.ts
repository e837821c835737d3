import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { DocumentStore } from '../store/document-store.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { OriginalStore } from '../store/original-store.ts';
import { claimExport, escapeField, markExport } from './export-place.ts';
import { FileNames } from './file-name.ts';

/**
 * The documents of an index as files of text, for agents with a shell:
 *
 *   STILLWEB-EXPORT     says that an export has made the folder, and of which index
 *   index.tsv           a line a document: file, id, url, title
 *   texts/NAME.txt      the text of a document, byte for byte; from 10,001 documents on in folders of a thousand, texts/00000/NAME.txt
 *
 * An export of originals has `originals/NAME.html` and the like in the place of the texts, and the media type as a fifth field.
 *
 * Equal indexes give equal folders.
 */

const INDEX = 'index.tsv';
const TEXTS = 'texts';
const ORIGINALS = 'originals';
const COLUMNS = ['file', 'id', 'url', 'title'];
/** Documents in one folder at the most, and how many there are in each where there are more. */
const FLAT_DOCUMENTS = 10_000;
const FOLDER_DOCUMENTS = 1000;

/**
 * Writes every document of an index into a folder that is absent, empty, or of an earlier export, which it replaces.
 *
 * @param tell called before each document, with how many have been written
 * @returns how many documents there are
 * @throws StillwebError EXPORT_NOT_OURS where the folder holds something else; INDEX_CORRUPT
 */
export async function exportFolder(
  index: OpenIndex,
  folder: string,
  tell: (done: number, total: number) => void = () => {},
): Promise<number> {
  const view = viewIndex(index);
  const store = await DocumentStore.open(index.folder, view.blocks);
  try {
    return writeFolder(
      index,
      folder,
      { name: TEXTS, columns: COLUMNS, documents: view.passages.documents, tell },
      (number) => {
        const { id, url, title, text } = store.getText(number);
        return { id, url, title, stem: id, ending: '.txt', content: text, more: [] };
      },
    );
  } finally {
    store.close();
  }
}

/**
 * The same of what documents were made of: those that the index keeps, byte for byte.
 *
 * @returns how many there are
 * @throws StillwebError ORIGINAL_NOT_FOUND where the index keeps none; as `exportFolder`
 */
export async function exportOriginals(
  index: OpenIndex,
  folder: string,
  tell: (done: number, total: number) => void = () => {},
): Promise<number> {
  const view = viewIndex(index);
  if (view.originals === null) {
    throw new StillwebError('ORIGINAL_NOT_FOUND', `the index ${index.name} keeps no originals`, { index: index.name });
  }
  const store = await DocumentStore.open(index.folder, view.blocks);
  const originals = await OriginalStore.open(index.folder, view.originals);
  const columns = [...COLUMNS, 'type'];
  try {
    const plan = { name: ORIGINALS, columns, documents: view.passages.documents, tell };
    return writeFolder(index, folder, plan, (number) => {
      const original = originals.get(number);
      if (original === null) return null;
      const { id, url, title } = store.getHeading(number);
      const { type, bytes } = original;
      const ending = ENDINGS[type.split(';', 1)[0].trim().toLowerCase()] ?? '.bin';
      return { id, url, title, ending, stem: withoutEnding(id, ending), content: bytes, more: [type] };
    });
  } finally {
    store.close();
    originals.close();
  }
}

/** Endings of files by media type: never one that a system runs. */
const ENDINGS: Readonly<Record<string, string>> = {
  'text/html': '.html',
  'application/xhtml+xml': '.xhtml',
  'text/markdown': '.md',
  'text/plain': '.txt',
  'text/x-rst': '.rst',
  'application/pdf': '.pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
};

interface ExportedFile {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  /** What the name of the file is made of, but for its ending. */
  readonly stem: string;
  readonly ending: string;
  readonly content: string | Uint8Array;
  /** Fields of its line behind the others. */
  readonly more: readonly string[];
}

/** `a.html` of `a.html`, and not `a.html.html`. */
function withoutEnding(id: string, ending: string): string {
  return id.toLowerCase().endsWith(ending) && id.length > ending.length ? id.slice(0, -ending.length) : id;
}

interface FolderPlan {
  /** Folder of the files. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly documents: number;
  readonly tell: (done: number, total: number) => void;
}

/** @param read what is written of a document; null for nothing @returns how many files there are */
function writeFolder(
  index: OpenIndex,
  folder: string,
  { name, columns, documents, tell }: FolderPlan,
  read: (document: number) => ExportedFile | null,
): number {
  claimExport(folder);
  markExport(folder, index);
  mkdirSync(join(folder, name));
  const names = new FileNames();
  const rows = [`${columns.join('\t')}\n`];
  for (let document = 0; document < documents; document++) {
    tell(document, documents);
    const part = documents > FLAT_DOCUMENTS ? String(Math.floor(document / FOLDER_DOCUMENTS)).padStart(5, '0') : '';
    if (part !== '' && document % FOLDER_DOCUMENTS === 0) mkdirSync(join(folder, name, part));
    const found = read(document);
    if (found === null) continue;
    const { id, url, title, stem, ending, content, more } = found;
    const file = [name, part, `${names.nameOf(stem)}${ending}`].filter((piece) => piece !== '').join('/');
    // `wx`: nothing that stands there already is written to, nor what it links to.
    writeFileSync(join(folder, file), content, { flag: 'wx' });
    rows.push(`${[file, id, url ?? '', title, ...more].map(escapeField).join('\t')}\n`);
  }
  writeFileSync(join(folder, INDEX), rows.join(''), { flag: 'wx' });
  return rows.length - 1;
}
