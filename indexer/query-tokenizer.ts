import { join } from 'node:path';
import { QueryTokenizer } from '../src/encoder/query-tokenizer.ts';
import { StillwebError } from '../src/errors.ts';
import { QUERY_TOKENIZER_FILE } from '../src/format/file-names.ts';
import { replaceDurably } from '../src/store/durable.ts';
import { readQueryFile } from './query-weights.ts';

/**
 * Reads a `tokenizer.json`, as models have it beside their weights.
 *
 * @throws StillwebError IMPACTS_INVALID, INPUT_MISSING; ENCODER_MISSING without the package that reads it
 */
export function readQueryTokenizer(path: string): Uint8Array {
  const bytes = Buffer.from(readQueryFile(path));
  try {
    new QueryTokenizer(bytes);
    return bytes;
  } catch (cause) {
    if (cause instanceof StillwebError) throw cause;
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0];
    throw new StillwebError('IMPACTS_INVALID', `${path} is no tokenizer (${reason})`, { file: path }, { cause });
  }
}

/** Puts the file among those of an index, byte for byte: its hash is in the manifest as theirs are. */
export function writeQueryTokenizer(folder: string, bytes: Uint8Array): void {
  replaceDurably(join(folder, QUERY_TOKENIZER_FILE), bytes);
}
