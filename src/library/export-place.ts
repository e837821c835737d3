import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import type { OpenIndex } from '../store/open.ts';

/** The folder of an export: what it may replace, and what says that it is one. */

const MARKER = 'STILLWEB-EXPORT';
const MARKER_LINE = 'stillweb folder export 1';
/** What exports of any form have made. */
const MADE = ['index.tsv', 'texts', 'vectors.npy', 'vectors.ids', 'vectors.arrow'];
const OURS: ReadonlySet<string> = new Set([MARKER, ...MADE]);
const NAMED_ENTRIES = 3;

/** Makes the folder, or finds it empty or of an earlier export. @throws StillwebError EXPORT_NOT_OURS */
export function claimExport(folder: string): void {
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

/** Removes what an earlier export has made, and says of which index this one is. */
export function markExport(folder: string, { name, manifest }: OpenIndex): void {
  for (const made of MADE) rmSync(join(folder, made), { recursive: true, force: true });
  writeFileSync(join(folder, MARKER), `${MARKER_LINE}\n${name}@${manifest.id}\n`);
}

/** So that a line has its fields: `\` and what ends a field or a line stand as they do in C. */
export function escapeField(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
