import { describe, expect, it } from 'vitest';
import { type EncodedPassage, encodePassages } from '../../../../indexer/unit/passage-encoder.ts';
import type { Encoder, TitledText } from '../../../../src/encoder/encoder.ts';
import { loadStaticEncoder } from '../../../../src/encoder/static-encoder.ts';

const TITLED = loadStaticEncoder();
/** As an encoder of a module may be: it reads a title as the beginning of the text. */
const UNTITLED: Encoder = {
  description: TITLED.description,
  encode: (texts, kind) => TITLED.encode(texts, kind),
  close: async () => {},
};
const WORDS = ['river', 'temple', 'orchestra', 'magnet', 'willow'];

/** More than go into one call. */
const PASSAGES = Array.from({ length: 300 }, (_, i): EncodedPassage => {
  const text = WORDS.map((word, j) => WORDS[(i + j * j) % 5] + word).join(' ');
  const place = { id: `d${i}`, number: 0, of: 1 };
  if (i % 3 === 0) return { ...place, title: WORDS[i % 5], text, firstWords: null };
  return { ...place, title: '', text, firstWords: i % 3 === 1 ? text.slice(0, 12) : null };
});

const each = async (texts: readonly TitledText[], encode: (text: TitledText) => Promise<Int8Array>) =>
  (await Promise.all(texts.map(encode))).flatMap((vector) => [...vector]);

describe('the vectors of a unit', () => {
  it('are those of texts and titles apart, with first words as titles beside them', async () => {
    const { vectors, firstWords } = await encodePassages(PASSAGES, TITLED, true);
    const encode = (text: TitledText) => TITLED.encodeTitled([text]);
    expect([...vectors]).toEqual(await each(PASSAGES, encode));
    const replaced = PASSAGES.flatMap(({ text, firstWords: title }) => (title === null ? [] : [{ title, text }]));
    expect(replaced).toHaveLength(100);
    expect([...firstWords]).toEqual(await each(replaced, encode));
  });

  it.each([
    ['with an encoder that knows no titles', UNTITLED, true],
    ['with one that does, where titles have no share of their own', TITLED, false],
  ])('are those of titles and texts as one %s', async (_what, encoder, isTitleApart) => {
    const { vectors, firstWords } = await encodePassages(PASSAGES, encoder, isTitleApart);
    const joined = (passage: TitledText) => `${passage.title} ${passage.text}`.trimStart();
    expect([...vectors]).toEqual(await each(PASSAGES, (passage) => TITLED.encode([joined(passage)], 'passage')));
    expect(firstWords).toHaveLength(0);
  });

  it('are taken over where they are known, but for those of passages with first words', async () => {
    const encoded = await encodePassages(PASSAGES, TITLED, true);
    const { dimensions } = TITLED.description;
    const asked: string[] = [];
    const watched: Encoder = {
      ...UNTITLED,
      encodeTitled: async (texts) => {
        asked.push(...texts.map(({ text }) => text));
        return await TITLED.encodeTitled(texts);
      },
    };
    const known = PASSAGES.map((passage, i) => {
      const vector = () => encoded.vectors.slice(i * dimensions, (i + 1) * dimensions);
      return i < 200 ? { ...passage, vector } : passage;
    });
    expect(await encodePassages(known, watched, true)).toEqual(encoded);
    const wanted = PASSAGES.filter(({ firstWords }, i) => i >= 200 || firstWords !== null);
    expect(new Set(asked)).toEqual(new Set(wanted.map(({ text }) => text)));
    expect(asked).toHaveLength(wanted.length + 100);
  });

  it('are none without an encoder', async () => {
    expect(await encodePassages(PASSAGES, null, true)).toEqual({
      vectors: new Int8Array(0),
      firstWords: new Int8Array(0),
      floats: new Float32Array(0),
    });
  });
});
