import { join } from 'node:path';
import { type Attributes, readAttributes } from '../format/attributes.ts';
import { ATTRIBUTES_FILE } from '../format/file-names.ts';
import type { Manifest } from '../format/manifest.ts';
import { readFileSync } from './file-system.ts';
import { openFault } from './storage-fault.ts';

/** The documents in one language. */
export interface LanguageCount {
  /** A tag such as `en`; null for documents of which no language is known. */
  readonly language: string | null;
  readonly documents: number;
  /** Those of them of which it was found by the text, and not told. */
  readonly detected: number;
}

/**
 * Counts the languages of a generation from the table that filters ask: the most frequent first, then in code-unit order, those
 * without one last. The table is not compared with its hash.
 *
 * @param folder of the generation
 * @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED
 */
export function countLanguages(folder: string, { counts }: Manifest): LanguageCount[] {
  return languageCountsOf(readAttributes(ATTRIBUTES_FILE, read(folder), counts.documents));
}

/** The same of a table that has been read. */
export function languageCountsOf({ languages, languageNames, detected }: Attributes): LanguageCount[] {
  const documentsOf = new Uint32Array(languageNames.size + 1);
  const detectedOf = new Uint32Array(languageNames.size + 1);
  for (const [document, ordinal] of languages.entries()) {
    documentsOf[ordinal]++;
    detectedOf[ordinal] += detected?.[document] ?? 0;
  }
  const known = Array.from({ length: languageNames.size }, (_, ordinal) => ({
    language: languageNames.get(ordinal),
    documents: documentsOf[ordinal + 1],
    detected: detectedOf[ordinal + 1],
  }));
  known.sort((a, b) => b.documents - a.documents || (a.language < b.language ? -1 : 1));
  return documentsOf[0] === 0 ? known : [...known, { language: null, documents: documentsOf[0], detected: 0 }];
}

function read(folder: string): Uint8Array {
  try {
    return readFileSync(join(folder, ATTRIBUTES_FILE));
  } catch (cause) {
    throw openFault(ATTRIBUTES_FILE, cause);
  }
}
