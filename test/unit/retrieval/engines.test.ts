import { describe, expect, it } from 'vitest';
import { StillwebError } from '../../../src/errors.ts';
import { MAX_HNSWLIB_PASSAGES, MAX_WINK_PASSAGES, MAX_WINK_POSTINGS, MIN_WINK_PASSAGES } from '../../../src/limits.ts';
import { engineOf, namedEngine, registerEngine } from '../../../src/retrieval/engines.ts';
import { checkHnswlibSize } from '../../../src/retrieval/hnswlib-file.ts';
import { type HnswlibModule, loadHnswlib } from '../../../src/retrieval/hnswlib-module.ts';
import { checkWinkSize } from '../../../src/retrieval/wink-file.ts';
import { buildGeneratedIndex } from '../../support/generated-index.ts';

function errorOf(act: () => unknown): StillwebError {
  try {
    act();
  } catch (error) {
    if (error instanceof StillwebError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Other tests of this process register theirs. */
const OURS = ['stillweb', 'wink', 'hnswlib'];

describe('a missing native engine', () => {
  const causes = [
    ['is not installed', "Cannot find module 'hnswlib-node'\nRequire stack:\n- /x/y.js"],
    ['is not compiled', 'Could not locate the bindings file. Tried:\n → /x/build/addon.node\n → /x/y'],
    ['was compiled for another Node', 'The module was compiled against a different Node.js version'],
  ];

  it.each(causes)('is told in one line with its cause when it %s', (_, text) => {
    const error = errorOf(() =>
      loadHnswlib(() => {
        throw new Error(text);
      }),
    );
    expect(error.code).toBe('ENGINE_MISSING');
    expect(error.message).toBe(
      `engine hnswlib needs the package hnswlib-node, which cannot be loaded (${text.split('\n')[0]})`,
    );
    expect(error.facts).toEqual({ engine: 'hnswlib', package: 'hnswlib-node' });
    expect((error.cause as Error).message).toBe(text);
    expect(error.entry.fix).toContain('npm rebuild hnswlib-node');
  });

  it('is told when a package of that name is something else', () => {
    expect(errorOf(() => loadHnswlib(() => ({}) as HnswlibModule)).code).toBe('ENGINE_MISSING');
  });
});

describe('the name of an engine', () => {
  it('that a setting gives and nobody has registered is refused with those that there are', () => {
    const error = errorOf(() => namedEngine('lucene'));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.facts).toEqual({ engine: 'lucene', supported: expect.arrayContaining(OURS) });
  });

  it('that an index gives and nobody has registered is named as missing', () => {
    const error = errorOf(() => engineOf({ engine: 'lucene' }));
    expect(error.code).toBe('ENGINE_MISSING');
    expect(error.facts).toEqual({ engine: 'lucene', known: expect.arrayContaining(OURS) });
  });

  it('belongs to one engine only', () => {
    expect(() => registerEngine({ ...namedEngine('wink') })).toThrow(TypeError);
    registerEngine(namedEngine('wink'));
  });
});

describe('the check of an engine before a build', () => {
  it('refuses hnswlib without vectors', () => {
    const error = errorOf(() => namedEngine('hnswlib').check({ hasVectors: false }));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.facts).toEqual({ engine: 'hnswlib', supported: ['stillweb', 'wink'] });
  });

  it('lets the others pass, with vectors and without', () => {
    for (const hasVectors of [true, false]) {
      namedEngine('stillweb').check({ hasVectors });
      namedEngine('wink').check({ hasVectors });
    }
  });
});

describe('the bounds of an engine', () => {
  const refusal = (passages: number, postings: number) => errorOf(() => checkWinkSize({ passages, postings }));

  it('let wink hold 3 to 200,000 passages and 8,000,000 postings, and no more', () => {
    checkWinkSize({ passages: MIN_WINK_PASSAGES, postings: 3 });
    checkWinkSize({ passages: MAX_WINK_PASSAGES, postings: MAX_WINK_POSTINGS });
    const tooFew = refusal(MIN_WINK_PASSAGES - 1, 9);
    const tooMany = refusal(MAX_WINK_PASSAGES + 1, 9);
    const tooLong = refusal(MIN_WINK_PASSAGES, MAX_WINK_POSTINGS + 1);
    for (const error of [tooFew, tooMany, tooLong]) {
      expect(error.code).toBe('UNSUPPORTED');
      expect(error.facts.supported).toEqual(['stillweb', 'hnswlib']);
    }
    expect(tooFew.message).toContain('at least 3 passages');
    expect(tooMany.message).toContain('at most 200000 passages');
    expect(tooLong.message).toContain('at most 8000000 postings');
  });

  it('let hnswlib hold a million passages, and no more', () => {
    checkHnswlibSize(MAX_HNSWLIB_PASSAGES);
    const error = errorOf(() => checkHnswlibSize(MAX_HNSWLIB_PASSAGES + 1));
    expect([error.code, error.facts.passages]).toEqual(['UNSUPPORTED', MAX_HNSWLIB_PASSAGES + 1]);
  });

  it('stop the build of a collection that is too small for wink, without an index left behind', async () => {
    const two = '{"_id":"a","text":"one"}\n{"_id":"b","text":"two"}\n';
    await expect(buildGeneratedIndex('wink', two)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await buildGeneratedIndex('wink', `${two}{"_id":"c","text":"three"}\n`);
  });
});
