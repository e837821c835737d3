import type { StillwebError } from '../../../src/errors.ts';
import { findEvaluationEntries } from '../beir-set.ts';
import { recordFault } from '../record-fault.ts';
import { SKIPPED_FOLDERS } from '../skipped-folders.ts';

/** Characters of a name that are read: ids are shorter. */
const MAX_NAME_CHARACTERS = 4096;

/** The parts of the path of an entry; `.` and what is empty between two `/` are no parts. */
export function partsOfName(name: string): string[] {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}

/** Whether a folder walk would pass an entry over: a hidden file, one in a hidden folder, a tool, what macOS adds. */
export function isHiddenName(parts: readonly string[]): boolean {
  return parts.some(
    (part, place) =>
      (part.startsWith('.') && part !== '..') ||
      (place < parts.length - 1 && (SKIPPED_FOLDERS.has(part) || part === '__MACOSX')),
  );
}

/** Why an entry with this name is not read; null where it may be. @param path of the entry, for messages */
export function findNameFault(name: string, path: string, isUnreadable: boolean): StillwebError | null {
  if (isUnreadable) return recordFault('INVALID_UTF8', { file: path }, 'has a name that is not UTF-8');
  const isAbsolute = name.startsWith('/') || /^[A-Za-z]:/.test(name);
  const isUpward = name.split('/').includes('..');
  if (!isAbsolute && !isUpward && !name.includes('\0') && name.length <= MAX_NAME_CHARACTERS) return null;
  const what = isAbsolute ? 'is absolute' : isUpward ? 'leads upwards' : 'is no path of a file';
  return recordFault('ENTRY_NAME_UNSAFE', { file: path }, `is packed under a name that ${what}`);
}

/** The names of an archive that were met, by folder, as far as they tell queries and judgments from a BEIR corpus. */
export class KnownNames {
  readonly #byFolder = new Map<string, Set<string>>();

  add(name: string): void {
    const parts = partsOfName(name);
    const last = parts[parts.length - 1] ?? '';
    if (!/^(?:(?:corpus|queries)\.jsonl|qrels\.tsv)/i.test(last)) return;
    const folder = parts.slice(0, -1).join('/');
    const names = this.#byFolder.get(folder) ?? new Set();
    this.#byFolder.set(folder, names.add(last));
  }

  /** Whether an entry evaluates a corpus beside it. */
  isEvaluation(parts: readonly string[]): boolean {
    return parts.some((part, place) => {
      if (part !== 'qrels' && !/^(?:queries\.jsonl|qrels\.tsv)/.test(part)) return false;
      const names = this.#byFolder.get(parts.slice(0, place).join('/'));
      return names !== undefined && findEvaluationEntries([...names, ...(part === 'qrels' ? [part] : [])]).has(part);
    });
  }
}
