import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { DocumentStore } from '../store/document-store.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { FileNames } from './file-name.ts';

/**
 * The documents of an index as files of text, for agents with a shell:
 *
 *   STILLWEB-EXPORT     says that an export has made the folder, and of which index
 *   index.tsv           a line a document: file, id, url, title
 *   texts/NAME.txt      the text of a document, byte for byte; from 10,001 documents on in folders of a thousand, texts/00000/NAME.txt
 *
 * Equal indexes give equal folders.
 */

const MARKER = 'STILLWEB-EXPORT';
const MARKER_LINE = 'stillweb folder export 1';
const INDEX = 'index.tsv';
const TEXTS = 'texts';
const OURS: ReadonlySet<string> = new Set([MARKER, INDEX, TEXTS]);
/** Documents in one folder at the most, and how many there are in each where there are more. */
const FLAT_DOCUMENTS = 10_000;
const FOLDER_DOCUMENTS = 1000;
const NAMED_ENTRIES = 3;

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
  claimFolder(folder);
  const view = viewIndex(index);
  const store = await DocumentStore.open(index.folder, view.blocks);
  try {
    const { documents } = view.passages;
    rmSync(join(folder, INDEX), { force: true });
    rmSync(join(folder, TEXTS), { recursive: true, force: true });
    writeFileSync(join(folder, MARKER), `${MARKER_LINE}\n${index.name}@${index.manifest.id}\n`);
    mkdirSync(join(folder, TEXTS));
    const names = new FileNames();
    const rows = ['file\tid\turl\ttitle\n'];
    for (let document = 0; document < documents; document++) {
      tell(document, documents);
      const { id, url, title, text } = store.getText(document);
      const part = documents > FLAT_DOCUMENTS ? String(Math.floor(document / FOLDER_DOCUMENTS)).padStart(5, '0') : '';
      if (part !== '' && document % FOLDER_DOCUMENTS === 0) mkdirSync(join(folder, TEXTS, part));
      const file = [TEXTS, part, `${names.nameOf(id)}.txt`].filter((piece) => piece !== '').join('/');
      // `wx`: nothing that stands there already is written to, nor what it links to.
      writeFileSync(join(folder, file), text, { flag: 'wx' });
      rows.push(`${[file, id, url ?? '', title].map(escapeField).join('\t')}\n`);
    }
    writeFileSync(join(folder, INDEX), rows.join(''), { flag: 'wx' });
    return documents;
  } finally {
    store.close();
  }
}

/** @throws StillwebError EXPORT_NOT_OURS */
function claimFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const entries = readdirSync(folder).sort();
  if (entries.length === 0) return;
  const foreign = isMarked(folder) ? entries.filter((name) => !OURS.has(name)) : entries;
  if (foreign.length === 0) return;
  const named = foreign.slice(0, NAMED_ENTRIES);
  const more = foreign.length > named.length ? ` and ${foreign.length - named.length} more` : '';
  const message = `${JSON.stringify(folder)} holds ${named.map((name) => JSON.stringify(name)).join(', ')}${more}, which no export has made`;
  throw new StillwebError('EXPORT_NOT_OURS', message, { folder, entries: named });
}

function isMarked(folder: string): boolean {
  const marker = lstatSync(join(folder, MARKER), { throwIfNoEntry: false });
  return marker?.isFile() === true && readFileSync(join(folder, MARKER), 'utf8').startsWith(`${MARKER_LINE}\n`);
}

/** So that each document is one line of four fields: `\` and what ends a field or a line stand as they do in C. */
function escapeField(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
