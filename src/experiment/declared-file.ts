import { readFile } from 'node:fs/promises';
import { StillwebError } from '../errors.ts';
import { MAX_EXPERIMENT_BYTES } from '../limits.ts';
import { invalidExperiment } from './declared-shape.ts';

/** A file that declares a part of an experiment. @throws INPUT_MISSING, EXPERIMENT_INVALID for one that is too large or no UTF-8 */
export async function readDeclaredFile(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new StillwebError('INPUT_MISSING', `${path} cannot be read (${code})`, { input: path }, { cause });
  }
  if (bytes.length > MAX_EXPERIMENT_BYTES) {
    throw invalidExperiment(path, `it has ${bytes.length} bytes, over ${MAX_EXPERIMENT_BYTES}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalidExperiment(path, 'it is not UTF-8', {}, cause);
  }
}
