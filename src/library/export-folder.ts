import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentStore } from '../store/document-store.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { claimExport, escapeField, markExport } from './export-place.ts';
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

const INDEX = 'index.tsv';
const TEXTS = 'texts';
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
  claimExport(folder);
  const view = viewIndex(index);
  const store = await DocumentStore.open(index.folder, view.blocks);
  try {
    const { documents } = view.passages;
    markExport(folder, index);
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
