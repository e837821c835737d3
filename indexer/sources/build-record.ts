import { StillwebError } from '../../src/errors.ts';
import {
  INPUT_USES,
  type InputOrigin,
  type RecipeSettings,
  settingsShape,
} from '../../src/format/collection-source.ts';
import { integer, list, object, oneOf, optional, text } from '../../src/format/json-shape.ts';
import type { KindTally } from '../kind-counts.ts';
import { type InputRuns, isRun } from './input-runs.ts';
import { RecordReader, RecordWriter } from './record-file.ts';

/**
 * What the build of a generation was told and what it met, for `stillweb inspect`. It is of the machine that built the index: it holds
 * paths. Nothing is built from it. The lines of the record:
 *
 *   {"version": 1, "change": null, "folder": "/home/…", "settings": {…}, "read": {…}}
 *   ["docs/", 153]          an input as it was named, and how many documents it gave
 *   [[0, 153], …]           the numbers of these documents, as first and count of each run, some thousand runs a line
 */

export const BUILD_RECORD_VERSION = 1;
const RUNS_OF_A_LINE = 4096;

/** What was met in the inputs besides documents. */
export interface ReadTally {
  /** Records that have neither title nor text. */
  readonly empty: number;
  readonly undated: number;
  /** Entries of folders that are no documents. */
  readonly ignored: number;
  readonly topics: number;
  readonly kinds: KindTally;
}

export interface BuildRecord {
  /** What was done with the generation before; null for a build of the inputs alone. */
  readonly change: 'add' | 'update' | 'sync' | null;
  /** The working folder, from which inputs are named. */
  readonly folder: string;
  /** Settings that are not the default. */
  readonly settings: RecipeSettings;
  /** Files beside the documents, as they were named; absent for none. */
  readonly used?: readonly Pick<InputOrigin, 'file' | 'as' | 'choices'>[];
  readonly read: ReadTally;
  readonly inputs: readonly InputRuns[];
}

export function writeBuildRecord(path: string, { inputs, ...head }: BuildRecord): void {
  const record = new RecordWriter(path);
  try {
    record.add({ version: BUILD_RECORD_VERSION, ...head });
    for (const { input, documents, runs } of inputs) {
      record.add([input, documents]);
      for (let at = 0; at < runs.length; at += RUNS_OF_A_LINE) record.add(runs.slice(at, at + RUNS_OF_A_LINE));
    }
  } catch (error) {
    record.abandon();
    throw error;
  }
  record.finish();
}

/**
 * @param name for messages
 * @param documents of the generation
 * @returns null where there is none, as of an index that was unpacked, or one of another version
 * @throws StillwebError INDEX_CORRUPT
 */
export function readBuildRecord(path: string, name: string, documents: number): BuildRecord | null {
  let head: (Omit<BuildRecord, 'inputs'> & { version: number }) | null = null;
  const inputs: { input: string | null; documents: number; runs: [number, number][] }[] = [];
  const corrupt = () => new StillwebError('INDEX_CORRUPT', `${name} is no record of a build`, { file: name });
  try {
    new RecordReader(path, name, (value) => {
      if (head === null) head = value as typeof head;
      else if (!Array.isArray(value)) throw corrupt();
      else if (isInput(value)) inputs.push({ input: value[0], documents: value[1], runs: [] });
      else if (inputs.length > 0 && value.every((run) => isRun(run, documents))) {
        for (const run of value as [number, number][]) inputs[inputs.length - 1].runs.push(run);
      } else throw corrupt();
    }).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { version, ...rest } = (head ?? {}) as { version?: number } & Omit<BuildRecord, 'inputs'>;
  if (version !== BUILD_RECORD_VERSION) return null;
  if (headShape(rest, '') !== null) throw corrupt();
  return { ...rest, inputs };
}

const count = integer(0, Number.MAX_SAFE_INTEGER);
const headShape = object({
  change: oneOf(null, 'add', 'update', 'sync'),
  folder: text(),
  settings: settingsShape,
  used: optional(list(object({ file: text(), as: oneOf(...INPUT_USES), choices: optional(text()) }))),
  read: object({
    empty: count,
    undated: count,
    ignored: count,
    topics: count,
    kinds: object({
      formats: list(object({ format: text(), documents: count })),
      faults: list(object({ code: text(), records: count, examples: list(text()) })),
      others: list(object({ ending: text(), files: count })),
      passed: list(object({ what: text(), records: count })),
      unnamed: count,
    }),
  }),
});

function isInput(value: readonly unknown[]): value is [string | null, number] {
  return value.length === 2 && (value[0] === null || typeof value[0] === 'string') && Number.isInteger(value[1]);
}
