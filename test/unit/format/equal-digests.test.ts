import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, writeDigest } from '../../../src/bytes/hash.ts';
import { EqualTexts } from '../../../src/format/duplicates.ts';
import { DIGEST_WORDS, findFirsts } from '../../../src/format/equal-digests.ts';

/** Digests of texts; an empty one has none. */
function digest(texts: readonly string[]): Uint32Array {
  const digests = new Uint32Array(texts.length * DIGEST_WORDS);
  for (const [i, text] of texts.entries()) if (text !== '') writeDigest(text, digests, i * DIGEST_WORDS);
  return digests;
}

const naiveFirsts = (texts: readonly string[]) => texts.map((text, i) => (text === '' ? i : texts.indexOf(text)));

describe('a digest', () => {
  it('is the first half of SHA-256, of the UTF-8 of a text', () => {
    for (const text of ['a', 'naïve café', '漢字 🙂', 'x'.repeat(100_000)]) {
      expect(Buffer.from(digest([text]).buffer).toString('hex')).toBe(sha256(text).slice(0, 32));
    }
  });
});

describe('the first of equal texts', () => {
  const texts = fc.array(fc.constantFrom('', ...'abcdefghij'), { maxLength: 60 });

  it('is that of a comparison of all with all, in however many passes and parts', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), (some, perPass, perPart) => {
        const digests = digest(some);
        const parts = function* () {
          for (let at = 0; at < digests.length; at += perPart * DIGEST_WORDS) {
            yield digests.subarray(at, at + perPart * DIGEST_WORDS);
          }
        };
        expect(Array.from(findFirsts(some.length, parts, perPass))).toEqual(naiveFirsts(some));
      }),
    );
  });

  it('is found also where far more come in one pass than were expected', () => {
    const digests = new Uint32Array(1000 * DIGEST_WORDS);
    // All of one class, and in few slots.
    for (let text = 0; text < 1000; text++) digests.set([0, text % 3, text % 250, 7], text * DIGEST_WORDS);
    const firsts = findFirsts(1000, () => [digests], 10);
    const key = (text: number) => digests.subarray(text * DIGEST_WORDS, (text + 1) * DIGEST_WORDS).join();
    const keys = Array.from({ length: 1000 }, (_, text) => key(text));
    expect(Array.from(firsts)).toEqual(keys.map((each) => keys.indexOf(each)));
  });

  it('tells all that share a text, and nothing of one that is alone', () => {
    fc.assert(
      fc.property(texts, (some) => {
        const shared = EqualTexts.fromFirsts(findFirsts(some.length, () => [digest(some)]));
        const firsts = naiveFirsts(some);
        for (const [i, text] of some.entries()) {
          const same = [...some.keys()].filter((other) => text !== '' && some[other] === text);
          expect([...shared.sharing(i)]).toEqual(same.length > 1 ? same : []);
          expect(shared.firstOf(i)).toBe(firsts[i]);
        }
        expect(shared.repeats).toBe(firsts.filter((first, i) => first !== i).length);
      }),
    );
  });
});
