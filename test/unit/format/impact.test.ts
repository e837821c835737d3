import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELDED_BM25, PLAIN_BM25 } from '../../../src/format/bm25.ts';
import { inverseDocumentFrequency, MAX_IMPACT, PassageImpacts } from '../../../src/format/impact.ts';
import { naturalLogarithm } from '../../../src/format/natural-logarithm.ts';
import { type DocumentRun, layOutFields, sumFields } from '../../../src/format/scored-passages.ts';

describe('the natural logarithm', () => {
  it('agrees with the engine to 4 units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (x) => {
        const expected = Math.log(x);
        expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(
          4 * Number.EPSILON * Math.max(1, Math.abs(expected)),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('has these bits on every machine', () => {
    const bits = (x: number) => Buffer.from(Float64Array.of(naturalLogarithm(x)).buffer).toString('hex');
    expect([1, 2, 1.5, 10, 194_451.5].map(bits)).toMatchInlineSnapshot(`
      [
        "0000000000000000",
        "ef39fafe422ee63f",
        "4c98bfec23f3d93f",
        "1555b5bbb16b0240",
        "d60452b21a5b2840",
      ]
    `);
  });
});

describe('inverse document frequency', () => {
  it('falls as a term spreads over more passages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e6 }), fc.nat(), (n, r) => {
        const df = 1 + (r % (n - 1));
        expect(inverseDocumentFrequency(n, df)).toBeGreaterThan(inverseDocumentFrequency(n, df + 1));
      }),
    );
  });

  it('stays above zero for a term in every passage', () => {
    expect(inverseDocumentFrequency(1000, 1000)).toBeGreaterThan(0);
  });
});

/** Some documents, and what each of their passages holds in terms. */
interface Collection {
  readonly run: DocumentRun;
  readonly lengths: Uint32Array;
}

const document = fc.record({
  texts: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 4 }),
  title: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })),
  firstWords: fc.integer({ min: 0, max: 6 }),
});
const collection = fc.array(document, { minLength: 1, maxLength: 12 }).map((documents): Collection => {
  const lengths = documents.flatMap(({ texts, title, firstWords }) =>
    texts.map((terms, i) => title + (title === 0 && i === 0 ? Math.max(terms, firstWords) : terms)),
  );
  return {
    run: {
      passages: documents.map(({ texts }) => texts.length),
      title: documents.map(({ title }) => title * 2),
      titleTerms: documents.map(({ title, firstWords }) => (title > 0 ? title : firstWords)),
    },
    lengths: Uint32Array.from(lengths),
  };
});

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

function fielded({ run, lengths }: Collection, largestIdf: number): PassageImpacts {
  const fields = layOutFields(lengths.length, [run]);
  const totals = sumFields(lengths.length, sum(lengths), [run]);
  return new PassageImpacts(FIELDED_BM25, { lengths, fields }, totals, largestIdf);
}

/** Passages as one would write them down: what is text and what is title in each, and whether it is the first. */
function describePassages({ run, lengths }: Collection) {
  const passages: { text: number; title: number; isFirst: boolean; isRepeated: boolean }[] = [];
  for (const [document, count] of Array.from(run.passages).entries()) {
    for (let i = 0; i < count; i++) {
      const length = lengths[passages.length];
      const own = run.title[document] > 0 ? run.titleTerms[document] : 0;
      const firstWords = own === 0 && i === 0 ? run.titleTerms[document] : 0;
      passages.push({ text: length - own, title: own + firstWords, isFirst: i === 0, isRepeated: own === 0 });
    }
  }
  return passages;
}

describe('an impact of one field', () => {
  const plain = (lengths: Uint32Array, largestIdf: number) => {
    const totals = sumFields(lengths.length, sum(lengths), []);
    return new PassageImpacts(PLAIN_BM25, { lengths, fields: null }, totals, largestIdf);
  };

  it('is 1 … 16,383, rises with frequency and falls with length', () => {
    const largest = inverseDocumentFrequency(1000, 1);
    const impacts = plain(Uint32Array.of(10, 1000), largest);
    const impact = (df: number, tf: number, passage: number) =>
      impacts.of(passage, inverseDocumentFrequency(1000, df), tf, 0);
    expect(impact(5, 3, 0)).toBeGreaterThan(impact(5, 2, 0));
    expect(impact(5, 3, 0)).toBeGreaterThan(impact(5, 3, 1));
    expect(impact(1000, 1, 1)).toBeGreaterThanOrEqual(1);
    expect(impact(1, 2 ** 30, 0)).toBeLessThanOrEqual(MAX_IMPACT);
  });

  // promise: rank/bm25-stays
  it('is, to the last bit, the one of ranking version 1, wherever the term stands', () => {
    const [K1, B] = [0.9, 0.4];
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.nat(),
        (given, frequency, inTitle, passages, r) => {
          const lengths = Uint32Array.from(given);
          const largest = inverseDocumentFrequency(passages, 1);
          const idf = inverseDocumentFrequency(passages, 1 + (r % passages));
          const impacts = plain(lengths, largest);
          const mean = sum(given) === 0 ? 1 : sum(given) / given.length;
          for (const [passage, length] of given.entries()) {
            const norm = K1 * (1 - B + (B * length) / mean);
            const share = (idf * frequency) / (frequency + norm) / largest;
            const expected = Math.min(16_383, Math.max(1, Math.floor(share * 16_383 + 0.5)));
            expect(impacts.of(passage, idf, frequency, Math.min(inTitle, frequency))).toBe(expected);
          }
        },
      ),
    );
  });
});

describe('an impact of title and text', () => {
  /** k1, b and weights as fractions, so that all but the idf is exact. Over one denominator, in integers. */
  function exactShare(passages: ReturnType<typeof describePassages>, passage: number, inText: number, inTitle: number) {
    const texts = passages.reduce((total, { text }) => total + text, 0);
    const titled = passages.filter(({ title }) => title > 0);
    const titles = titled.reduce((total, { title }) => total + title, 0);
    const { text, title } = passages[passage];
    // 1 − ½ + ½ × text / (texts / n) = (texts + text × n) / (2 × texts), and so for titles with ¾.
    const [textTop, textBottom] = texts === 0 ? [1n, 2n] : [BigInt(texts + text * passages.length), BigInt(2 * texts)];
    const [titleTop, titleBottom] =
      titles === 0 ? [1n, 4n] : [BigInt(titles + 3 * title * titled.length), BigInt(4 * titles)];
    // tf' = inText × textBottom / textTop + 5 × inTitle × titleBottom / titleTop, over textTop × titleTop
    const top = BigInt(inText) * textBottom * titleTop + 5n * BigInt(inTitle) * titleBottom * textTop;
    const bottom = textTop * titleTop;
    // tf' / (tf' + 6/5), scaled by 2^60
    return Number(((5n * top) << 60n) / (5n * top + 6n * bottom)) / 2 ** 60;
  }

  const occurrences = fc.record({ text: fc.integer({ min: 0, max: 60 }), title: fc.integer({ min: 0, max: 9 }) });

  it('is that of the formula, in every passage, with first passages 17/16 of the others', () => {
    fc.assert(
      fc.property(
        collection,
        occurrences,
        fc.integer({ min: 2, max: 1e6 }),
        fc.nat(),
        (given, { text, title }, n, r) => {
          const largest = inverseDocumentFrequency(n, 1);
          const idf = inverseDocumentFrequency(n, 1 + (r % n));
          const impacts = fielded(given, largest);
          const passages = describePassages(given);
          for (const [passage, described] of passages.entries()) {
            const inTitle = Math.min(title, described.title);
            const inText = described.isRepeated ? Math.max(text, inTitle) : text;
            const frequency = described.isRepeated ? inText : inText + inTitle;
            if (frequency === 0) continue;
            const share = (exactShare(passages, passage, inText, inTitle) * idf) / largest;
            const exact = (described.isFirst ? share : (share * 16) / 17) * MAX_IMPACT;
            const found = impacts.of(passage, idf, frequency, inTitle);
            if (exact < 1) expect(found).toBe(1);
            else expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.5 + 1e-8);
          }
        },
      ),
    );
  });

  it('is 1 … 16,383, and never falls as a term comes more often, in the text or in the title', () => {
    fc.assert(
      fc.property(collection, fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 500 }), (given, many, n) => {
        const largest = inverseDocumentFrequency(n, 1);
        const impacts = fielded(given, largest);
        for (const [passage, { title }] of describePassages(given).entries()) {
          const of = (frequency: number, inTitle: number) => impacts.of(passage, largest, frequency, inTitle);
          expect(of(1, 0)).toBeGreaterThanOrEqual(1);
          expect(of(many, Math.min(many, title))).toBeLessThanOrEqual(MAX_IMPACT);
          expect(of(3, 0)).toBeGreaterThanOrEqual(of(2, 0));
          if (title > 1) expect(of(3, 2)).toBeGreaterThanOrEqual(of(2, 1));
        }
      }),
    );
  });

  it('leaves documents of one passage in the order that they have without a lead', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 2, maxLength: 10 }), (given) => {
        const lengths = Uint32Array.from(given);
        const run = { passages: given.map(() => 1), title: given.map(() => 0), titleTerms: given.map(() => 0) };
        const fields = layOutFields(given.length, [run]);
        const totals = sumFields(given.length, sum(given), [run]);
        const { lead: _, ...withoutLead } = FIELDED_BM25;
        const [led, even] = [FIELDED_BM25, withoutLead].map(
          (formula) => new PassageImpacts(formula, { lengths, fields }, totals, 2),
        );
        for (const passage of given.keys()) expect(led.of(passage, 1.5, 2, 0)).toBe(even.of(passage, 1.5, 2, 0));
      }),
    );
  });

  it('counts a term of the title alone, and one of a text without a title', () => {
    const run = { passages: [1, 1], title: [2, 0], titleTerms: [2, 0] };
    const impacts = fielded({ run, lengths: Uint32Array.of(2, 10) }, 4);
    // tf' = 5 / (¼ + ¾) and 1 / (½ + ½ × 10 / 5) = ⅔; 16,383 × tf' / (tf' + 1.2)
    expect(impacts.of(0, 4, 1, 1)).toBe(Math.floor((16_383 * 5) / 6.2 + 0.5));
    expect(impacts.of(1, 4, 1, 0)).toBe(Math.floor((16_383 * (2 / 3)) / (2 / 3 + 1.2) + 0.5));
  });
});
