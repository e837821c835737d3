import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneEditAway } from '../../src/retrieval/one-edit.ts';
import { readNearTerms } from '../../src/retrieval/stored-impacts.ts';
import { makeShard } from '../support/make-shard.ts';

/** Every edit of every form looked up, in every shard. */
function lookUpAll(shards: readonly ReadonlyMap<string, number>[], forms: readonly string[]): [string, number][] {
  const found: [string, number][] = [];
  for (const edited of new Set(forms.flatMap((form) => [...oneEditAway(form)]))) {
    const frequency = shards.reduce((sum, shard) => sum + (shard.get(edited) ?? 0), 0);
    if (frequency > 0) found.push([edited, frequency]);
  }
  return found.sort(byTerm);
}

const byTerm = ([a]: [string, number], [b]: [string, number]) => (a < b ? -1 : 1);

const PASSAGES = 100;

/** A shard with these terms, each in so many of its first passages. */
function shardOf(terms: ReadonlyMap<string, number>) {
  const lists = Array.from(terms, ([term, count]) => ({
    term,
    passages: Array.from({ length: count }, (_, i) => i),
    impacts: Array.from({ length: count }, () => 7),
  }));
  return makeShard(PASSAGES, lists).shard;
}

/** Each text alone, and with a stem that begins as it does. */
function compare(shards: readonly ReadonlyMap<string, number>[], texts: readonly string[]): number {
  const words = texts.flatMap((text) => {
    const letters = [...text];
    const stem = letters.slice(0, -1).join('');
    return [[text], [text, stem], [text, `${letters.slice(0, -2).join('')}b`], [stem, text, `${text}a`]];
  });
  const near = readNearTerms(shards.map(shardOf), words);
  let found = 0;
  for (const [i, forms] of words.entries()) {
    const walked = near[i].map(({ term, frequency }): [string, number] => [term, frequency]).sort(byTerm);
    expect(walked).toEqual(lookUpAll(shards, forms));
    found += walked.length;
  }
  return found;
}

/** Letters of one to four bytes, neighbours in the order of bytes, and bytes of one that are another's. */
const letter = fc.constantFrom('a', 'b', 'c', 'z', 'é', 'è', 'ü', 'я', '漢', '氢', '𝔸', '𐐨', '\ufa0e', '1', '~');
const ascii = fc.constantFrom('a', 'b', 'c', 'y', 'z');
const word = fc.oneof(
  fc.array(ascii, { minLength: 1, maxLength: 7 }),
  fc.array(letter, { minLength: 1, maxLength: 6 }),
  fc.array(fc.constantFrom('a', 'b'), { minLength: 14, maxLength: 20 }),
  fc.tuple(fc.constantFrom(30, 60), ascii, ascii).map(([length, a, b]) => [...a.repeat(length), b]),
);
const text = word.map((letters) => letters.join(''));
const count = fc.integer({ min: 1, max: 80 });

describe('the terms one edit from a text', () => {
  it('are those that are found by looking up every edit, over all shards', () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(text, count), { maxLength: 200 }), { minLength: 1, maxLength: 3 }),
        fc.array(text, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (entries, others, slips) => {
          const shards = entries.map((each) => new Map(each));
          const terms = shards.flatMap((each) => [...each.keys()]);
          // Texts that terms are near to, and such as are terms.
          const made = slips.flatMap((slip) => {
            const term = terms[slip % terms.length] ?? 'b';
            const edits = [...oneEditAway([...term].slice(0, 40).join(''))];
            return [edits[slip % edits.length], `${term}é`, term];
          });
          found += compare(shards, [...others, ...made]);
        },
      ),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(1000);
  });

  it('are found in a dictionary of many blocks, at every depth', () => {
    const letters = [...'abcdefghijkl'];
    const dense = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
    const all = dense.flatMap((each, i) => [
      each,
      `${each}${dense[(i * 7) % dense.length]}`,
      `é${each}`,
      `${each}é`,
      `aaaa${each}`,
    ]);
    const shards = [0, 1].map(
      (odd) => new Map(all.filter((_, i) => i % 3 !== odd).map((term, i) => [term, 1 + (i % 5)])),
    );
    // So many terms begin with all of these that what is put in behind them is looked up.
    expect(compare(shards, ['aaaa', 'aaa', 'aaaab', 'aaaaa', 'aaaaé'])).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(), (term, slip) => {
        const edits = [...oneEditAway(term)];
        const slipped = edits[slip % edits.length];
        const twice = [...oneEditAway(slipped)][(slip * 31) % edits.length] ?? term;
        compare(shards, [term, slipped, twice, `é${slipped}`]);
      }),
      { numRuns: 40 },
    );
  });

  it('are found for a word of more than a thousand letters', () => {
    const [long, other] = ['a'.repeat(1030), `${'a'.repeat(1029)}𝔸`];
    const shard = new Map([long, `${long}b`, long.slice(1), `b${long}`, other, 'a', 'b'].map((term) => [term, 2]));
    expect(compare([shard], [long, other])).toBeGreaterThan(4);
  });

  it('of an empty text are the single letters a to z', () => {
    const shard = new Map([
      ['a', 1],
      ['z', 2],
      ['é', 3],
      ['ab', 4],
    ]);
    expect(compare([shard], ['', 'é', 'ab'])).toBeGreaterThan(2);
  });
});
