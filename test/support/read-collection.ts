import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  CollectedDocument,
  CollectionDocument,
  FieldMap,
  IgnoredEntry,
  Problem,
} from '../../indexer/ingest/collection.ts';
import { openCollection } from '../../indexer/ingest/open-collection.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ReadResult {
  readonly collected: readonly CollectedDocument[];
  readonly documents: readonly CollectionDocument[];
  readonly problems: readonly Problem[];
  readonly ignored: readonly IgnoredEntry[];
  /** What each record is that is no document and no fault. */
  readonly passed: readonly string[];
}

/** Reads all of some inputs, keeping problems instead of stopping at them. */
export async function readCollection(
  paths: readonly string[],
  options: {
    readonly format?: string;
    readonly output?: string;
    readonly fields?: FieldMap;
    readonly takesImpacts?: boolean;
  } = {},
): Promise<ReadResult> {
  const { fields, takesImpacts, ...open } = options;
  const collected: CollectedDocument[] = [];
  const problems: Problem[] = [];
  const ignored: IgnoredEntry[] = [];
  const passed: string[] = [];
  const collection = await openCollection(paths, open);
  const read = collection.read({
    ...(fields === undefined ? {} : { fields }),
    takesImpacts,
    onProblem: (problem) => problems.push(problem),
    onIgnored: (entry) => ignored.push(entry),
    onPassed: (what) => passed.push(what),
  });
  for await (const batch of read) collected.push(...batch);
  return { collected, documents: collected.map(({ document }) => document), problems, ignored, passed };
}

/** Writes files into a new folder, in the order given, and returns its path. */
export function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Writes one file into a new folder and returns its path. */
export function writeInput(name: string, content: string | Uint8Array): string {
  return join(writeFolder({ [name]: content }), name);
}
