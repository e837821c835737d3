import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { sha256 } from '../../src/bytes/hash.ts';
import type { EncoderDescription } from '../../src/contract/encoder-description.ts';
import type { Encoder, EncoderKind } from '../../src/encoder/encoder.ts';
import { registerEncoder } from '../../src/encoder/encoders.ts';
import { StillwebError } from '../../src/errors.ts';

/**
 * A toy: the trigrams of characters in a text, counted in buckets. `trigrams:FOLDER` names a model, a folder in which
 * `buckets.txt` says how many. While a thread has a model open, the folder holds a file that says so.
 */
const NAME = 'trigrams';
const TEMPLATE = { query: 'ask', passage: 'tell' };
const LENGTH = 100;
let opened = 0;

class TrigramEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #mark: string;

  constructor(folder: string) {
    this.description = describe(folder);
    this.#mark = join(folder, `open-${process.pid}-${threadId}-${opened++}`);
    writeFileSync(this.#mark, '');
  }

  async encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array> {
    const { dimensions } = this.description;
    const vectors = new Int8Array(texts.length * dimensions);
    for (const [i, text] of texts.entries()) vectors.set(encodeText(text, TEMPLATE[kind], dimensions), i * dimensions);
    return vectors;
  }

  async close(): Promise<void> {
    rmSync(this.#mark);
  }
}

function encodeText(text: string, prefix: string, dimensions: number): Int8Array {
  const counts = new Float64Array(dimensions);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words.length === 0 ? [] : [prefix, ...words]) {
    const padded = ` ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) counts[hash(padded.slice(at, at + 3)) % dimensions]++;
  }
  const norm = Math.sqrt(counts.reduce((sum, count) => sum + count * count, 0));
  return Int8Array.from(counts, (count) => (norm === 0 ? 0 : Math.floor((count * LENGTH) / norm + 0.5)));
}

function hash(trigram: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < trigram.length; at++) value = Math.imul(value ^ trigram.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function describe(folder: string | undefined): EncoderDescription {
  if (folder === undefined) {
    throw new StillwebError('UNSUPPORTED', `encoder ${NAME} takes a folder`, { supported: [`${NAME}:FOLDER`] });
  }
  const buckets = readBuckets(folder);
  return {
    kind: NAME,
    name: `${NAME}-${buckets}`,
    source: basename(folder),
    dimensions: Number(buckets),
    fingerprint: sha256(JSON.stringify([NAME, buckets, TEMPLATE])),
    template: TEMPLATE,
    fusion: { method: 'minmax', denseWeight: 30 },
  };
}

function readBuckets(folder: string): string {
  try {
    return readFileSync(join(folder, 'buckets.txt'), 'utf8').trim();
  } catch (cause) {
    const message = `encoder ${NAME} finds no model in ${folder}`;
    throw new StillwebError('ENCODER_MISSING', message, { kind: NAME, folder }, { cause });
  }
}

export const TRIGRAMS: EncoderKind = {
  name: NAME,
  describe,
  open: (folder) => new TrigramEncoder(folder ?? ''),
  memoryBytes: ({ dimensions }) => dimensions * 4096,
};

registerEncoder(TRIGRAMS);
