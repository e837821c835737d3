import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { EncoderDescription } from '../../src/contract/encoder-description.ts';
import type { Encoder, EncoderKind } from '../../src/encoder/encoder.ts';
import { registerEncoder } from '../../src/encoder/encoders.ts';
import { TRIGRAMS } from '../toys/toy-encoder.ts';

/**
 * The toy encoder, with words in passages at which its thread ends:
 *
 *   diesbyexit     the thread exits
 *   diesbyheap     it fills its heap
 *   diesbyerror    it throws where nobody catches
 *   diesonce       it exits, unless the folder of the model says that it has
 *   diestogether   it exits at the second of them in one call
 *
 * A file "mended" in the folder of the model has none of it happen; a file "broken" has it exit whatever it is given.
 */
const NAME = 'deadly';

class DeadlyEncoder implements Encoder {
  readonly #encoder: Encoder;
  readonly #folder: string;

  constructor(encoder: Encoder, folder: string) {
    this.#encoder = encoder;
    this.#folder = folder;
  }

  get description(): EncoderDescription {
    return { ...this.#encoder.description, kind: NAME };
  }

  async encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array> {
    if (!isMainThread && kind === 'passage') await this.#die(texts);
    return await this.#encoder.encode(texts, kind);
  }

  async #die(texts: readonly string[]): Promise<void> {
    const has = (name: string) => existsSync(join(this.#folder, name));
    if (has('mended')) return;
    if (has('broken')) process.exit(5);
    const count = (word: string) => texts.filter((text) => text.includes(word)).length;
    if (count('diesbyexit') > 0 || count('diestogether') > 1) process.exit(3);
    if (count('diesbyheap') > 0) fillHeap();
    if (count('diesbyerror') > 0) {
      setImmediate(() => {
        throw new Error('thrown behind the back of the build');
      });
      await new Promise(() => {});
    }
    if (count('diesonce') === 0 || has('has-died')) return;
    writeFileSync(join(this.#folder, 'has-died'), '');
    process.exit(4);
  }

  async close(): Promise<void> {
    await this.#encoder.close();
  }
}

function fillHeap(): never {
  const held: number[][] = [];
  for (;;) held.push(new Array(1 << 20).fill(1.5));
}

export const DEADLY: EncoderKind = {
  name: NAME,
  describe: async (folder) => ({ ...(await TRIGRAMS.describe(folder)), kind: NAME }),
  open: async (folder) => new DeadlyEncoder(await TRIGRAMS.open(folder), folder ?? ''),
  memoryBytes: (description) => TRIGRAMS.memoryBytes(description),
};

registerEncoder(DEADLY);
