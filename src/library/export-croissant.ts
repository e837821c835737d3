import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packIndex } from '../../indexer/archive/pack-index.ts';
import { describeCitation } from '../store/citation.ts';
import { DocumentStore } from '../store/document-store.ts';
import { fieldReader } from '../store/field-reader.ts';
import { openTables } from '../store/open-tables.ts';
import { ARCHIVE, DOCUMENTS_JSON, describeCroissant, type ExportedFile } from './croissant.ts';
import { claimFolder, markFolder } from './export-place.ts';

/**
 * An index as a dataset that others load:
 *
 *   croissant.json      what it is, in Croissant 1.1
 *   documents.json      the documents, a JSON array with one object a line
 *   index.tar           the index, as `stillweb pack` writes it
 *   STILLWEB-EXPORT     says that an export has made the folder, and of which index
 *
 * Equal generations give equal folders.
 */

const MARKER_LINE = 'stillweb croissant export 1';
const DESCRIPTION = 'croissant.json';
const OURS: ReadonlySet<string> = new Set([DESCRIPTION, DOCUMENTS_JSON, ARCHIVE, `${ARCHIVE}.new`]);
/** Characters that are written at once. */
const CHUNK_CHARACTERS = 1024 * 1024;

/**
 * Writes an index and its documents into a folder that is absent, empty, or of an earlier export of this form, which it replaces.
 *
 * @param tell called before each document, with how many have been written
 * @returns how many documents there are
 * @throws StillwebError EXPORT_NOT_OURS where the folder holds something else; SETTING_INVALID for one in the index; INDEX_*
 */
export async function exportCroissant(
  directory: string,
  folder: string,
  tell: (done: number, total: number) => void = () => {},
): Promise<number> {
  const citation = describeCitation(resolve(directory));
  claimFolder(folder, MARKER_LINE, OURS);
  for (const name of OURS) rmSync(join(folder, name), { force: true });
  markFolder(folder, MARKER_LINE, `${citation.name}@${citation.id}`);
  const archive = packIndex(directory, join(folder, ARCHIVE));
  const { view } = openTables(resolve(directory));
  const { manifest } = view.index;
  const readFields = fieldReader(view.fields, true);
  const names = [...view.fields].map(([name, { type }]) => ({ name, missing: type === 'set' ? [] : null }));
  const store = await DocumentStore.open(view.index.folder, view.blocks);
  const { documents: count } = view.passages;
  function* records(): Generator<object> {
    for (let document = 0; document < count; document++) {
      tell(document, count);
      const { id, title, text, url, date, language, links, metadata } = store.get(document);
      const shown = new Map<string, unknown>(Object.entries(readFields(document)));
      const fields = Object.fromEntries(names.map(({ name, missing }) => [name, shown.get(name) ?? missing]));
      const record = { id, title, text, url, date, language, links: links ?? [], metadata };
      yield names.length === 0 ? record : { ...record, fields };
    }
  }
  try {
    const documents = writeArray(join(folder, DOCUMENTS_JSON), records());
    const description = describeCroissant({ citation, manifest, documents, archive });
    writeFileSync(join(folder, DESCRIPTION), `${JSON.stringify(description, null, 2)}\n`, { flag: 'wx' });
  } finally {
    store.close();
  }
  return count;
}

/** A JSON array with one value a line. */
function writeArray(path: string, values: Iterable<object>): ExportedFile {
  // `wx`: nothing that stands there already is written to, nor what it links to.
  const file = openSync(path, 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  let text = '[';
  const flush = (): void => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    bytes += chunk.length;
    text = '';
  };
  try {
    let mark = '\n';
    for (const value of values) {
      text += `${mark}${JSON.stringify(value)}`;
      mark = ',\n';
      if (text.length > CHUNK_CHARACTERS) flush();
    }
    text += '\n]\n';
    flush();
  } finally {
    closeSync(file);
  }
  return { bytes, sha256: hash.digest('hex') };
}
