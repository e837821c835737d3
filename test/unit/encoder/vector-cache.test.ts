import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VectorCache } from '../../../src/encoder/vector-cache.ts';
import { MAX_CACHED_VECTORS } from '../../../src/limits.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MODEL = 'a'.repeat(64);
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('a cache of vectors', () => {
  it('gives back the bits of what it was given, also to another that is opened on its folder', () => {
    const folder = temporaryFolder();
    const known = new Map<string, Float32Array>();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.float32Array({ minLength: 1, maxLength: 8 }), (text, vector) => {
        const cache = VectorCache.open(folder, MODEL);
        const first = known.get(text) ?? vector;
        known.set(text, first);
        cache.set(text, vector);
        const other = VectorCache.open(folder, MODEL);
        for (const [each, expected] of known) expect(other.get(each)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the first of two vectors for one text', () => {
    const cache = VectorCache.open(temporaryFolder(), MODEL);
    expect(cache.set('tide', Float32Array.of(1, 0))).toEqual(Float32Array.of(1, 0));
    expect(cache.set('tide', Float32Array.of(0, 1))).toEqual(Float32Array.of(1, 0));
    expect(cache.get('tide')).toEqual(Float32Array.of(1, 0));
  });

  it('knows nothing of another model', () => {
    const folder = temporaryFolder();
    VectorCache.open(folder, MODEL).set('tide', Float32Array.of(1));
    expect(VectorCache.open(folder, 'b'.repeat(64)).get('tide')).toBeUndefined();
  });

  it('takes a file for absent that is damaged in any byte, cut, longer, or of another text, and replaces it', () => {
    const folder = temporaryFolder();
    const cache = VectorCache.open(folder, MODEL);
    cache.set('tide', Float32Array.of(0.5, -0.5));
    const [path] = filesOf(folder);
    const whole = readFileSync(path);
    const damaged = [...whole.keys()].map((at) => whole.map((byte, i) => (i === at ? byte ^ 1 : byte)));
    for (const bytes of [
      ...damaged,
      whole.subarray(1),
      whole.subarray(0, -1),
      Buffer.concat([whole, whole]),
      Buffer.of(),
    ]) {
      writeFileSync(path, bytes);
      expect(cache.get('tide')).toBeUndefined();
    }
    cache.set('moon', Float32Array.of(1, 0));
    writeFileSync(path, readFileSync(filesOf(folder).find((each) => each !== path)!));
    expect(cache.get('tide')).toBeUndefined();
    expect(cache.set('tide', Float32Array.of(0.5, -0.5))).toEqual(Float32Array.of(0.5, -0.5));
    expect(readFileSync(path)).toEqual(whole);
  });

  it('leaves nothing but vectors in its folder', () => {
    const folder = temporaryFolder();
    const cache = VectorCache.open(folder, MODEL);
    for (let i = 0; i < 5; i++) for (const text of ['tide', 'moon']) cache.set(text, Float32Array.of(i));
    expect(filesOf(folder)).toHaveLength(2);
  });

  it('refuses more vectors than it may hold, counted anew when it is opened', () => {
    const folder = temporaryFolder();
    expect(MAX_CACHED_VECTORS).toBeGreaterThan(100_000);
    const cache = VectorCache.open(folder, MODEL, 2);
    cache.set('tide', Float32Array.of(1));
    cache.set('moon', Float32Array.of(1));
    const full = { code: 'SETTING_INVALID', facts: { setting: 'encoder-cache', most: 2 } };
    expect(() => cache.set('sun', Float32Array.of(1))).toThrow(expect.objectContaining(full));
    expect(() => VectorCache.open(folder, MODEL, 2).set('sun', Float32Array.of(1))).toThrow(
      expect.objectContaining(full),
    );
    expect(cache.get('moon')).toEqual(Float32Array.of(1));
  });

  it('refuses a folder that is a file', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => VectorCache.open(file, MODEL)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });
});
