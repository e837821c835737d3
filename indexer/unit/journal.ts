import { join } from 'node:path';
import { sha256 } from '../../src/bytes/hash.ts';
import { closeBehind, syncFolder, writeFully } from '../../src/store/durable.ts';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from '../../src/store/file-system.ts';
import { JOURNAL_FILE, type UnitSummary, unitFileName } from './unit-file.ts';

/**
 * The resume journal of a build: one line of JSON for each finished unit, after a first line that says what is built.
 *
 * A line is appended and synced only after its unit file is durable, so a journal never promises what is not there. A
 * killed build leaves at most one broken last line, which is ignored. A journal of another build (other settings, other
 * program) is discarded with its files; a unit of other documents is for who reads them to find out.
 */
export class Journal {
  readonly #file: number;
  /** Units that an earlier, interrupted build finished. */
  readonly finished: ReadonlyMap<number, UnitSummary>;

  private constructor(file: number, finished: ReadonlyMap<number, UnitSummary>) {
    this.#file = file;
    this.finished = finished;
  }

  /**
   * @param key says everything that shapes the units but their documents: settings and program version
   * @param clear removes what a build has made in the folder
   */
  static open(folder: string, key: string, clear: (folder: string) => void): Journal {
    const path = join(folder, JOURNAL_FILE);
    const finished = readFinished(folder, path, key);
    if (finished === null) clear(folder);
    mkdirSync(folder, { recursive: true });
    const lines = [
      JSON.stringify({ key }),
      ...[...(finished ?? new Map()).values()].map((unit) => JSON.stringify(unit)),
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
    return new Journal(file, finished ?? new Map());
  }

  record(unit: UnitSummary): void {
    writeFully(this.#file, Buffer.from(`${JSON.stringify(unit)}\n`));
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The units that are recorded and whose files are whole; null when the journal is not of this build. */
function readFinished(folder: string, path: string, key: string): Map<number, UnitSummary> | null {
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch {
    return null;
  }
  const [head, ...rest] = lines;
  if ((parseLine(head) as { key?: string } | null)?.key !== key) return null;
  const finished = new Map<number, UnitSummary>();
  for (const line of rest) {
    const unit = parseLine(line) as UnitSummary | null;
    if (unit !== null && isWhole(join(folder, unitFileName(unit.unit)), unit)) finished.set(unit.unit, unit);
  }
  return finished;
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
