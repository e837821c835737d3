import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import type { InputOrigin } from '../../src/format/collection-source.ts';
import { closeSync, openSync, readSync } from '../../src/store/file-system.ts';
import { walkFolder } from '../ingest/folder-walk.ts';
import { inputFault } from '../ingest/input-fault.ts';
import { InputStamps } from '../ingest/input-stamps.ts';
import { lookAtInput } from '../ingest/named-input.ts';
import type { RecipeInput } from './recipe.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** Inputs of a recipe that are what it says. */
export interface ComparedInputs {
  /** Where each is, in the order of the recipe. */
  readonly paths: readonly string[];
  readonly origins: readonly InputOrigin[];
  /** @throws StillwebError INPUT_CHANGED where one is no longer what was compared */
  checkUnchanged(): void;
}

export interface ComparisonProgress {
  readonly files: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/**
 * Finds the inputs of a recipe and compares size and hash of each, before anything of them is indexed.
 *
 * The hash of a folder is that of a list, a line for each file that a build reads there: SHA-256, two spaces and the path from the
 * folder, by the bytes of the paths. That is what `sha256sum` prints of them, so the hash of the list is made by hand too.
 *
 * @param folder that the inputs are relative to
 * @param output the index directory, which is no input
 * @throws StillwebError INPUT_MISSING, RECIPE_INPUT_DIFFERS, STORAGE_FAILED
 */
export function compareInputs(
  inputs: readonly RecipeInput[],
  folder: string,
  output: string,
  tell: (progress: ComparisonProgress) => void = () => {},
): ComparedInputs {
  const stamps = new InputStamps(output);
  const found = inputs.map((input) => {
    const path = join(folder, input.file);
    const isFolder = isFolderAt(path, input);
    return { input, path, isFolder, bytes: stamps.add({ path, isFolder }) };
  });
  const totalBytes = found.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = { files: 0, bytes: 0, totalBytes };
  // All sizes first: a wrong one is seen at once, and a hash of some hundred gigabytes is not.
  for (const { input, path, bytes } of found) {
    if (input.bytes !== undefined && input.bytes !== bytes) throw differs(input, path, 'bytes', input.bytes, bytes);
  }
  const onBytes = (count: number): void => {
    progress.bytes += count;
    tell(progress);
  };
  const onFile = (): void => {
    progress.files++;
  };
  const origins = found.map(({ input, path, isFolder, bytes }): InputOrigin => {
    const sha256 = isFolder ? hashFolder(path, output, onBytes, onFile) : hashFile(path, onBytes);
    if (!isFolder) onFile();
    if (input.sha256 !== undefined && input.sha256 !== sha256)
      throw differs(input, path, 'SHA-256', input.sha256, sha256);
    return originOf({ ...input, bytes, sha256 });
  });
  const checkUnchanged = (): void => stamps.compare(found);
  checkUnchanged();
  return { paths: found.map(({ path }) => path), origins, checkUnchanged };
}

/** What is told of an input, in this order; without what nobody said. */
export function originOf({ file, as, choices, bytes, sha256, url, licence }: InputOrigin): InputOrigin {
  return {
    file,
    ...(as !== undefined && { as }),
    ...(choices !== undefined && { choices }),
    ...{ bytes, sha256 },
    ...(url !== undefined && { url }),
    ...(licence !== undefined && { licence }),
  };
}

/** @throws StillwebError INPUT_MISSING with where to get it */
function isFolderAt(path: string, { file, url }: RecipeInput): boolean {
  try {
    const { kind } = lookAtInput(path);
    if (kind !== 'stream') return kind === 'folder';
    throw new StillwebError('INPUT_MISSING', `${path} is a stream, which has no hash before it is read`, {
      file: path,
    });
  } catch (error) {
    if (!(error instanceof StillwebError) || error.code !== 'INPUT_MISSING' || url === undefined) throw error;
    const message = `${error.message}; the recipe says where to get ${file}: ${url}`;
    throw new StillwebError('INPUT_MISSING', message, { ...error.facts, url }, { cause: error });
  }
}

function differs(
  { file, url }: RecipeInput,
  path: string,
  what: 'bytes' | 'SHA-256',
  expected: string | number,
  found: string | number,
): StillwebError {
  const from = url === undefined ? '' : `; the recipe says where to get it: ${url}`;
  const message =
    what === 'bytes'
      ? `${path} has ${found} bytes, and the recipe expects ${expected}${from}`
      : `${path} has the SHA-256 ${found}, and the recipe expects ${expected}${from}`;
  const facts = { file: path, input: file, expected, found, ...(url !== undefined && { url }) };
  return new StillwebError('RECIPE_INPUT_DIFFERS', message, facts);
}

/** @returns SHA-256 in hexadecimal @throws StillwebError INPUT_MISSING, STORAGE_FAILED */
function hashFile(path: string, onBytes: (count: number) => void): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw inputFault(path, cause);
  }
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const count = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (count === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, count));
      onBytes(count);
    }
  } catch (cause) {
    throw inputFault(path, cause);
  } finally {
    closeSync(file);
  }
}

function hashFolder(folder: string, output: string, onBytes: (count: number) => void, onFile: () => void): string {
  const lines: { name: Buffer; line: string }[] = [];
  for (const entry of walkFolder(folder, output)) {
    if (entry.fault !== undefined || entry.ignored !== undefined) continue;
    lines.push({ name: Buffer.from(entry.name), line: listLine(hashFile(entry.path, onBytes), entry.name) });
    onFile();
  }
  const hash = createHash('sha256');
  for (const { line } of lines.sort((a, b) => Buffer.compare(a.name, b.name))) hash.update(line);
  return hash.digest('hex');
}

/** As sha256sum of GNU writes it: a name with a backslash or an end of line is escaped, and the line begins with a backslash. */
function listLine(sha256: string, name: string): string {
  if (!/[\\\n\r]/.test(name)) return `${sha256}  ${name}\n`;
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `\\${sha256}  ${escaped}\n`;
}
