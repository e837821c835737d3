import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { stemEnglish } from '../../../src/analysis/english.ts';
import { parseQuery } from '../../../src/analysis/query-syntax.ts';
import { MAX_CORRECTION_EDITS } from '../../../src/limits.ts';
import { Corrector } from '../../../src/retrieval/corrector.ts';
import { editCount, oneEditAway } from '../../../src/retrieval/one-edit.ts';
import { resolveQuery } from '../../../src/retrieval/resolve-query.ts';

/** Letters that must be left out, put in, replaced or swapped with a neighbour, each stretch once: a table of all prefixes. */
function distance(left: readonly string[], right: readonly string[]): number {
  const table = Array.from({ length: left.length + 1 }, (_, i) =>
    Array.from({ length: right.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      const isEqual = left[i - 1] === right[j - 1];
      table[i][j] = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (isEqual ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[left.length][right.length];
}

/** An index of which only the dictionary is known. It looks every edit up. */
function dictionary(entries: Readonly<Record<string, number>>) {
  const frequencies = new Map(Object.entries(entries));
  let lookups = 0;
  return {
    nearTermsOf: (words: readonly (readonly string[])[]) =>
      words.map((forms) => {
        const edits = forms.flatMap((form) => [...oneEditAway(form)]);
        lookups += edits.length;
        return [...new Set(edits)].flatMap((term) => {
          const frequency = frequencies.get(term);
          return frequency === undefined ? [] : [{ term, frequency }];
        });
      }),
    reachOf: (terms: readonly string[]) =>
      terms.map((term) => (frequencies.has(term) ? { isHeld: true, impact: 800 } : { isHeld: false, impact: 16_383 })),
    get lookups() {
      return lookups;
    },
  };
}

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'é'), { minLength: 1, maxLength: 8 });

describe('the texts that one slip makes of a word', () => {
  it('are those at distance one, letters that are put in being a to z, and the word itself', () => {
    fc.assert(
      fc.property(letters, letters, (word, other) => {
        const made = new Set(oneEditAway(word.join('')));
        const puts = other.filter((letter) => letter === 'é').length > word.filter((letter) => letter === 'é').length;
        const isOne = distance(word, other) === 1;
        if (isOne && !puts) expect(made).toContain(other.join(''));
        if (!isOne && word.join('') !== other.join('')) expect(made).not.toContain(other.join(''));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['a', 'ab', 'rivers', 'naïveté', '𝔸𝔹'])('of %s are as many as are counted for it', (word) => {
    expect([...oneEditAway(word)]).toHaveLength(editCount([...word].length));
  });
});

describe('an unknown term', () => {
  const mend = async (word: string, entries: Readonly<Record<string, number>>, analyzer: 'english' | 'plain') => {
    const term = analyzer === 'english' ? stemEnglish(word) : word;
    return (await new Corrector(analyzer, dictionary(entries)).mend([{ term, word }]))[0];
  };

  it('is taken for the most frequent term at distance one, of equal ones for the smaller', async () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 4, maxLength: 7 });
    const entries = fc.uniqueArray(
      fc.tuple(
        words.map((word) => word.join('')),
        fc.integer({ min: 1, max: 5 }),
      ),
      {
        selector: ([word]) => word,
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(words, entries, async (word, all) => {
        const text = word.join('');
        const known = all.filter(([other]) => other !== text);
        const near = known.filter(([other, count]) => count >= 2 && distance(word, [...other]) === 1);
        near.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
        const expected = word.length < 5 || near.length === 0 ? null : near[0][0];
        expect((await mend(text, Object.fromEntries(known), 'plain'))?.term ?? null).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['photosyntesis', 'photosynthesi', ['photosynthesis']],
    ['Histroy', 'histori', ['history']],
    // Several words have this stem: which of them is meant is not known.
    ['rivres', 'river', ['riveres', 'rivers']],
    // Only the stems are near.
    ['flies', 'flu', []],
  ])('is looked for by its word and by its stem: %s', async (word, term, words) => {
    const found = await mend(word.toLowerCase(), { [term]: 2 }, 'english');
    expect(found?.term).toBe(term);
    expect([...(found?.words ?? [])].sort()).toEqual(words);
  });

  it.each([
    // The stem of the slip, mechnic, keeps an ending that mechan has lost.
    ['mechnics', 'mechan', 'mechanics', { mechan: 3, technic: 2 }],
    // Its stem, cocol, is nearer to another term, which is that of no word near to it.
    ['cocolate', 'chocol', 'chocolate', { chocol: 2, cool: 90 }],
    ['cmmunism', 'commun', 'communism', { commun: 2 }],
  ])(
    'is taken for the term of a word near to it before one that is near to its stem: %s',
    async (word, term, near, entries) => {
      expect(await mend(word, entries, 'english')).toEqual({ term, words: [near] });
    },
  );

  it.each([
    ['of four letters', 'rivr', { river: 9 }],
    ['with a digit', 'river1', { river: 9 }],
    ['with an apostrophe', "o'neil", { "o'neill": 9 }],
    ['that nothing is near to', 'xylophone', { river: 9 }],
    ['near to a term of one passage', 'rivver', { river: 1 }],
    ['near to a word, whose stem is another term', 'xriversx', { rivers: 9 }],
  ])('stays unknown: one %s', async (_, word, entries) => {
    expect(await mend(word, entries, 'english')).toBeNull();
  });

  it('is compared by bytes, not by UTF-16', async () => {
    // A surrogate is below U+FA0E, and the letter that it begins is above.
    const entries = { 'ab\u{10428}cd': 3, 'ab\ufa0ecd': 3 };
    expect((await mend('ab\u{10428}\ufa0ecd', entries, 'plain'))?.term).toBe('ab\ufa0ecd');
  });

  it('costs a bounded number of look-ups, in the order of the query', async () => {
    const words = Array.from(
      { length: 60 },
      (_, i) => `unknownword${String.fromCharCode(97 + (i % 26))}${'z'.repeat(i % 7)}`,
    );
    const unknown = words.map((word) => ({ term: word, word }));
    const index = dictionary({ unknownword: 5, unknownwordz: 4 });
    const mended = await new Corrector('plain', index).mend(unknown);
    expect(index.lookups).toBeLessThanOrEqual(MAX_CORRECTION_EDITS);
    expect(index.lookups).toBeGreaterThan(MAX_CORRECTION_EDITS / 2);
    expect(mended[0]?.term).toBe('unknownword');
    expect(mended.at(-1)).toBeNull();
    const long = 'a'.repeat(Math.ceil(MAX_CORRECTION_EDITS / 54));
    const longer = new Corrector('plain', dictionary({ [`${long}b`]: 5 }));
    expect(await longer.mend([{ term: long, word: long }])).toEqual([null]);
  });

  it('is taken for the same when it comes again, and is not looked for then', async () => {
    const index = dictionary({ egypt: 9, histori: 3 });
    const corrector = new Corrector('english', index);
    const unknown = ['egpyt', 'histroy', 'xylophone', 'egpyt'].map((word) => ({ term: stemEnglish(word), word }));
    const first = await corrector.mend(unknown);
    expect(first.map((each) => each?.term)).toEqual(['egypt', 'histori', undefined, 'egypt']);
    const { lookups } = index;
    expect(await corrector.mend(unknown)).toEqual(first);
    expect(index.lookups).toBe(lookups);
  });

  it('counts against the bound also where it is remembered', async () => {
    const word = 'unknownword';
    const again = Array.from({ length: 60 }, () => ({ term: word, word }));
    const corrector = new Corrector('plain', dictionary({ unknownwordz: 4 }));
    const mended = await corrector.mend(again);
    expect(mended.filter((each) => each !== null)).toHaveLength(Math.floor(MAX_CORRECTION_EDITS / editCount(11)));
    expect(await corrector.mend(again)).toEqual(mended);
  });

  it('is looked for once more when more words came between than are remembered', async () => {
    const index = dictionary({ aaaaaz: 4 });
    const corrector = new Corrector('plain', index);
    const word = (n: number) =>
      Array.from({ length: 5 }, (_, i) => String.fromCharCode(97 + ((n >> (3 * i)) & 7))).join('');
    for (let n = 0; n <= 4096; n++) await corrector.mend([{ term: word(n), word: word(n) }]);
    const { lookups } = index;
    expect((await corrector.mend([{ term: 'aaaaa', word: 'aaaaa' }]))[0]?.term).toBe('aaaaaz');
    expect(index.lookups).toBe(lookups + editCount(5));
  });

  it('names the words that all stems of all edits would name', async () => {
    const ending = fc.constantFrom(
      'ating',
      'biliti',
      'bility',
      'ies',
      'ization',
      'ousli',
      'ed',
      'ely',
      'izer',
      'ss',
      'y',
      'ement',
    );
    const inflected = fc.tuple(fc.stringMatching(/^[abeilnrstuy]{2,5}$/), ending).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(inflected, fc.nat(), async (word, choice) => {
        const edits = [...oneEditAway(word)];
        const best = stemEnglish(edits[choice % edits.length]);
        const term = stemEnglish(word);
        const found = await mend(word, { [best]: 2 }, 'english');
        const cuts = [1, 2, 3, 4, 5].map((count) => word.slice(0, -count)).filter((cut) => cut.length >= 3);
        const isNear = best !== term && [word, term, ...cuts].some((form) => [...oneEditAway(form)].includes(best));
        const words = isNear && word.length >= 5 ? edits.filter((edited) => stemEnglish(edited) === best) : [];
        expect([...(found?.words ?? [])].sort()).toEqual([...new Set(words)].sort());
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a query with slips', () => {
  const english = createAnalyzer('english');
  const resolve = (text: string, entries: Readonly<Record<string, number>>, changes = {}) => {
    const index = dictionary(entries);
    const settings = { corrector: new Corrector('english', index), weighsRequestWords: true, needsBound: true };
    return resolveQuery(index, parseQuery(text, english, true), { ...settings, ...changes });
  };

  it('is searched as mended, and says so; what was asked for counts in its coverage', async () => {
    const found = await resolve('lakes of Egpyt and rivers', { river: 5, egypt: 9, lake: 1 });
    expect(found.corrections).toEqual([{ from: 'Egpyt', to: 'egypt' }]);
    const [lake, river] = ['lake', 'river'].map((term) => ({ term, weight: 1 }));
    expect(found.terms).toEqual([lake, { term: 'egypt', weight: 1, from: 'Egpyt' }, river]);
    expect(found.asked).toEqual([lake, river]);
    expect([found.askedBound, found.bound]).toEqual([2 * 800 + 16_383, 3 * 800]);
  });

  it('names a term once, also where a slip is taken for one that the query has', async () => {
    const found = await resolve('egypt Egpyt egyptt', { egypt: 9 });
    expect(found.terms).toEqual([{ term: 'egypt', weight: 3, from: 'Egpyt' }]);
    expect(found.corrections).toEqual([
      { from: 'Egpyt', to: 'egypt' },
      { from: 'egyptt', to: 'egypt' },
    ]);
    expect(found.asked).toEqual([{ term: 'egypt', weight: 1 }]);
    expect([found.askedBound, found.bound]).toEqual([800 + 2 * 16_383, 2400]);
  });

  it('takes a slip in a word that asks for that word', async () => {
    const found = await resolve('egypt abuot', { egypt: 9, about: 50 });
    expect(found.terms[1]).toEqual({ term: 'about', weight: 1, shift: 3, from: 'abuot' });
    const alone = await resolve('abuot', { about: 50 });
    expect(alone.terms).toEqual([{ term: 'about', weight: 1, from: 'abuot' }]);
    const fully = await resolve('egypt abuot', { egypt: 9, about: 50 }, { weighsRequestWords: false });
    expect(fully.terms[1]).not.toHaveProperty('shift');
  });

  it.each([
    ['quoted', '"egpyt"'],
    ['of an operator', 'intitle:egpyt'],
    ['both plain and quoted', 'egpyt "egpyt"'],
    ['that asks', 'explain'],
  ])('leaves a word that is %s', async (_, text) => {
    const found = await resolve(`river ${text}`, { egypt: 9, explains: 9, river: 3, explainn: 4 });
    expect(found.corrections).toEqual([]);
    expect(found.asked).toBe(found.terms);
  });

  it('is left alone where it asks for that', async () => {
    const found = await resolve('Egpyt', { egypt: 9 }, { corrector: null });
    expect(found).toMatchObject({ terms: [{ term: 'egpyt' }], corrections: [], bound: 16_383 });
  });

  it('looks up what may be a slip and nothing else, where nobody needs to know what its terms can add', async () => {
    const index = dictionary({ river: 5, egypt: 9, know: 7 });
    const asked: string[][] = [];
    const reachOf = (terms: readonly string[]) => {
      asked.push([...terms]);
      return index.reachOf(terms);
    };
    const settings = { weighsRequestWords: true, needsBound: false };
    const query = parseQuery('who knows the "river" of Egpyt', english, true);
    const found = await resolveQuery({ reachOf }, query, { ...settings, corrector: new Corrector('english', index) });
    expect(found.corrections).toEqual([{ from: 'Egpyt', to: 'egypt' }]);
    expect([found.askedBound, found.bound]).toEqual([0, 0]);
    expect(asked).toEqual([['know', 'egpyt']]);
    await resolveQuery({ reachOf }, query, { ...settings, corrector: null });
    expect(asked).toHaveLength(1);
  });
});
