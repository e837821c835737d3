import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';

/** Where an export writes: a folder that is absent, empty or of an earlier export of the same form. */

const MARKER = 'STILLWEB-EXPORT';
const NAMED_ENTRIES = 3;

/**
 * @param form the first line of the marker
 * @param ours what an export of this form makes besides
 * @throws StillwebError EXPORT_NOT_OURS where the folder holds something else
 */
export function claimFolder(folder: string, form: string, ours: ReadonlySet<string>): void {
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
