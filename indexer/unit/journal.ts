import { join } from 'node:path';
import { sha256 } from '../../src/bytes/hash.ts';
import { closeBehind, syncFolder, writeFully } from '../../src/store/durable.ts';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from '../../src/store/file-system.ts';
import { JOURNAL_FILE, type UnitSummary, unitFileName } from './unit-file.ts';

/** What tells a document from all others: its id and `hashDocuments` of it alone. */
export interface DocumentMark {
  readonly id: string;
  readonly hash: string;
}

/**
 * The resume journal of a build: one line of JSON for each finished unit, after a first line that says what is built.
 *
 * A line is appended and synced only after its unit file is durable, so a journal never promises what is not there. A
 * killed build leaves at most one broken last line, which is ignored. A journal of another build (other settings, other
 * program) is discarded with its files; a unit of other documents is for who reads them to find out.
 *
 * Beside them there is a line for each document that has ended threads. It spares the next build the search, not the trial.
 */
export class Journal {
  readonly #file: number;
  readonly #finished: Map<number, UnitSummary>;
  readonly #resumed: ReadonlySet<UnitSummary>;
  /** Documents that have ended threads of an earlier, interrupted build. */
  readonly suspects: readonly DocumentMark[];

  private constructor(file: number, { finished, suspects }: JournalContent) {
    this.#file = file;
    this.#finished = finished;
    this.#resumed = new Set(finished.values());
    this.suspects = suspects;
  }

  /** Units that this build has finished, or an earlier one that was interrupted. */
  get finished(): ReadonlyMap<number, UnitSummary> {
    return this.#finished;
  }

  /** Whether a unit of `finished` is of an earlier build. */
  isResumed(unit: UnitSummary): boolean {
    return this.#resumed.has(unit);
  }

  /**
   * @param key says everything that shapes the units but their documents: settings and program version
   * @param clear removes what a build has made in the folder
   */
  static open(folder: string, key: string, clear: (folder: string) => void): Journal {
    const path = join(folder, JOURNAL_FILE);
    const earlier = readJournal(folder, path, key);
    if (earlier === null) clear(folder);
    const content = earlier ?? { finished: new Map(), suspects: [] };
    mkdirSync(folder, { recursive: true });
    const lines = [
      JSON.stringify({ key }),
      ...content.suspects.map((fatal) => JSON.stringify({ fatal })),
      ...[...content.finished.values()].map((unit) => JSON.stringify(unit)),
    ];
    // Rewritten rather than appended to: a broken last line must not swallow the first new one.
    const file = openSync(path, 'w');
    try {
      writeFully(file, Buffer.from(`${lines.join('\n')}\n`));
      fsyncSync(file);
      syncFolder(folder);
    } catch (error) {
      closeBehind(file);
      throw error;
    }
    return new Journal(file, content);
  }

  record(unit: UnitSummary): void {
    this.#append(unit);
    fsyncSync(this.#file);
    this.#finished.set(unit.unit, unit);
  }

  /** The same of a unit whose file is still where it was taken from: a line that is lost costs a look there. */
  recordTaken(unit: UnitSummary): void {
    this.#append(unit);
    this.#finished.set(unit.unit, unit);
  }

  recordFatal({ id, hash }: DocumentMark): void {
    this.#append({ fatal: { id, hash } });
    fsyncSync(this.#file);
  }

  #append(line: object): void {
    writeFully(this.#file, Buffer.from(`${JSON.stringify(line)}\n`));
  }

  close(): void {
    closeSync(this.#file);
  }
}

interface JournalContent {
  readonly finished: Map<number, UnitSummary>;
  readonly suspects: readonly DocumentMark[];
}

/** What is recorded, with those units whose files are whole; null when the journal is not of this build. */
function readJournal(folder: string, path: string, key: string): JournalContent | null {
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch {
    return null;
  }
  const [head, ...rest] = lines;
  if ((parseLine(head) as { key?: string } | null)?.key !== key) return null;
  const finished = new Map<number, UnitSummary>();
  const suspects: DocumentMark[] = [];
  for (const line of rest) {
    const entry = parseLine(line) as UnitSummary | { readonly fatal: DocumentMark } | null;
    if (entry === null) continue;
    if ('fatal' in entry) suspects.push(entry.fatal);
    else if (isWhole(join(folder, unitFileName(entry.unit)), entry)) finished.set(entry.unit, entry);
  }
  return { finished, suspects };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isWhole(path: string, unit: UnitSummary): boolean {
  try {
    return sha256(readFileSync(path)) === unit.sha256;
  } catch {
    return false;
  }
}
