import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { MAX_CACHED_VECTORS } from '../limits.ts';

const HEAD = Buffer.from('stillweb vector 1\n');
const HASH_BYTES = 32;
const FLOAT_BYTES = 4;

/**
 * Vectors of queries on disk, one file each: `DIR/MODEL/HH/TEXT`, where MODEL is the hash of what shapes a vector and HH/TEXT that of
 * the text. A file has a line of its form, the vector as float32 in little-endian, and a SHA-256 over its names and all before it. It is
 * made whole under another name first, so that any number of threads and programs may share a folder. A damaged one counts as absent.
 */
export class VectorCache {
  readonly #folder: string;
  readonly #model: string;
  readonly #most: number;
  #count: number;

  private constructor(folder: string, model: string, most: number, count: number) {
    this.#folder = folder;
    this.#model = model;
    this.#most = most;
    this.#count = count;
  }

  /**
   * @param model hash of what shapes a vector beside its text
   * @param most vectors of one model; what comes behind is refused, as a run that is not recorded whole cannot be replayed
   * @throws StillwebError SETTING_INVALID where there is no such folder and none can be made
   */
  static open(folder: string, model: string, most = MAX_CACHED_VECTORS): VectorCache {
    const own = join(folder, model);
    try {
      mkdirSync(own, { recursive: true });
      const count = readdirSync(own).reduce((sum, part) => sum + readdirSync(join(own, part)).length, 0);
      return new VectorCache(own, model, most, count);
    } catch (cause) {
      throw unusable(folder, cause);
    }
  }

  get(text: string): Float32Array | undefined {
    const { hash, path } = this.#place(text);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch {
      return undefined;
    }
    const end = bytes.length - HASH_BYTES;
    const length = (end - HEAD.length) / FLOAT_BYTES;
    if (!Number.isInteger(length) || length < 1 || !bytes.subarray(0, HEAD.length).equals(HEAD)) return undefined;
    if (!this.#seal(hash, bytes.subarray(0, end)).equals(bytes.subarray(end))) return undefined;
    return Float32Array.from({ length }, (_, j) => bytes.readFloatLE(HEAD.length + j * FLOAT_BYTES));
  }

  /**
   * @returns the vector that is kept: of two that come for one text at once, the first
   * @throws StillwebError SETTING_INVALID when the folder is full or cannot be written to
   */
  set(text: string, vector: Float32Array): Float32Array {
    const { hash, folder, path } = this.#place(text);
    if (this.#count >= this.#most) {
      const message = `the encoder cache ${this.#folder} holds ${this.#most} vectors and takes no more: name another folder`;
      throw new StillwebError('SETTING_INVALID', message, { setting: 'encoder-cache', most: this.#most });
    }
    const body = Buffer.alloc(HEAD.length + vector.length * FLOAT_BYTES);
    HEAD.copy(body);
    for (const [j, value] of vector.entries()) body.writeFloatLE(value, HEAD.length + j * FLOAT_BYTES);
    const temporary = `${path}.${randomBytes(8).toString('hex')}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(temporary, Buffer.concat([body, this.#seal(hash, body)]), { flag: 'wx' });
      const known = this.#keep(text, temporary, path);
      if (known !== undefined) return known;
    } catch (cause) {
      throw unusable(this.#folder, cause);
    } finally {
      rmSync(temporary, { force: true });
    }
    this.#count++;
    return vector;
  }

  /** @returns what is there already */
  #keep(text: string, temporary: string, path: string): Float32Array | undefined {
    try {
      linkSync(temporary, path);
      return undefined;
    } catch {
      // It is there; or is damaged; or this file system has no links.
    }
    const known = this.get(text);
    if (known === undefined) renameSync(temporary, path);
    return known;
  }

  #place(text: string): { hash: string; folder: string; path: string } {
    const hash = createHash('sha256').update(text, 'utf8').digest('hex');
    const folder = join(this.#folder, hash.slice(0, 2));
    return { hash, folder, path: join(folder, hash.slice(2)) };
  }

  #seal(hash: string, body: Uint8Array): Buffer {
    return createHash('sha256').update(this.#model).update(hash).update(body).digest();
  }
}

function unusable(folder: string, cause: unknown): StillwebError {
  const message = `the encoder cache ${folder} cannot be used: ${cause instanceof Error ? cause.message : cause}`;
  return new StillwebError('SETTING_INVALID', message, { setting: 'encoder-cache', folder }, { cause });
}
