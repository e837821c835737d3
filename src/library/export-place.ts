import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import type { OpenIndex } from '../store/open.ts';

/** Where an export writes: a folder that is absent, empty or of an earlier export of the same form. */

const MARKER = 'STILLWEB-EXPORT';
const NAMED_ENTRIES = 3;
/** The form of exports of documents or vectors: one takes the place of another. */
const FOLDER_FORM = 'stillweb folder export 1';
const MADE = ['index.tsv', 'texts', 'originals', 'vectors.npy', 'vectors.ids', 'vectors.arrow'];

/**
 * @param form the first line of the marker
 * @param ours what an export of this form makes besides
 * @throws StillwebError EXPORT_NOT_OURS where the folder holds something else
 */
export function claimFolder(folder: string, form: string, ours: { has(name: string): boolean }): void {
  mkdirSync(folder, { recursive: true });
  const entries = readdirSync(folder).sort();
  if (entries.length === 0) return;
  const foreign = isMarked(folder, form) ? entries.filter((name) => name !== MARKER && !ours.has(name)) : entries;
  if (foreign.length === 0) return;
  const named = foreign.slice(0, NAMED_ENTRIES);
  const more = foreign.length > named.length ? ` and ${foreign.length - named.length} more` : '';
  const message = `${JSON.stringify(folder)} holds ${named.map((name) => JSON.stringify(name)).join(', ')}${more}, which no export has made`;
  throw new StillwebError('EXPORT_NOT_OURS', message, { folder, entries: named });
}

/** Says that an export has made the folder. @param index of which index */
export function markFolder(folder: string, form: string, index: string): void {
  writeFileSync(join(folder, MARKER), `${form}\n${index}\n`);
}

function isMarked(folder: string, form: string): boolean {
  const marker = lstatSync(join(folder, MARKER), { throwIfNoEntry: false });
  return marker?.isFile() === true && readFileSync(join(folder, MARKER), 'utf8').startsWith(`${form}\n`);
}

/** Makes the folder, or finds it empty or of an earlier export of documents or vectors. @throws StillwebError EXPORT_NOT_OURS */
export function claimExport(folder: string): void {
  claimFolder(folder, FOLDER_FORM, new Set(MADE));
}

/** Removes what such an export has made, and says of which index this one is. */
export function markExport(folder: string, { name, manifest }: OpenIndex): void {
  for (const made of MADE) rmSync(join(folder, made), { recursive: true, force: true });
  markFolder(folder, FOLDER_FORM, `${name}@${manifest.id}`);
}

/** So that a line has its fields: `\` and what ends a field or a line stand as they do in C. */
export function escapeField(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
