import type { Encoder, PlacedPassage, TitledText } from '../../src/encoder/encoder.ts';
import { quantise } from '../../src/encoder/quantise.ts';

/** Passages encoded in one call: enough to amortise it, few enough to keep memory flat. */
const ENCODE_BATCH = 256;

/** A passage as an encoder is to read it. */
export interface EncodedPassage extends PlacedPassage {
  /** What scores as title if the collection turns out to be one of titles. */
  readonly firstWords: string | null;
  /** Reads its vector, where it is known already. */
  readonly vector?: () => Int8Array;
  /** Reads the same before it was rounded, where it is known and kept. */
  readonly floats?: () => Float32Array;
}

export interface PassageVectors {
  /** One row a passage. */
  readonly vectors: Int8Array;
  /** One row more for each passage with first words: with these as title. */
  readonly firstWords: Int8Array;
  /** The same rows before they were rounded; empty unless the encoder has precision float32. */
  readonly floats: Float32Array;
}

const NO_FLOATS = new Float32Array(0);

/**
 * Encodes the passages of a unit whose vectors are not known. Of a first passage with first words none is: the index holds
 * the vector with them or the one without.
 *
 * @param isTitleApart whether the encoder, if it can, gives the title a share of its own; else title and text are one text
 */
export async function encodePassages(
  passages: readonly EncodedPassage[],
  encoder: Encoder | null,
  isTitleApart: boolean,
): Promise<PassageVectors> {
  if (encoder === null) return { vectors: new Int8Array(0), firstWords: new Int8Array(0), floats: NO_FLOATS };
  if (encoder.description.precision === 'float32') return await encodeFloats(passages, encoder);
  const isKnown = ({ vector, firstWords }: EncodedPassage) =>
    vector !== undefined && (firstWords === null || !isTitleApart || encoder.encodeTitled === undefined);
  const wanted = passages.filter((passage) => !isKnown(passage));
  const found = await encodeWanted(wanted, encoder, isTitleApart);
  if (wanted.length === passages.length) return found;
  const { dimensions } = encoder.description;
  const vectors = new Int8Array(passages.length * dimensions);
  let row = 0;
  for (const [i, passage] of passages.entries()) {
    const vector = isKnown(passage) ? passage.vector!() : found.vectors.subarray(row * dimensions, ++row * dimensions);
    vectors.set(vector, i * dimensions);
  }
  return { ...found, vectors };
}

async function encodeWanted(
  passages: readonly EncodedPassage[],
  encoder: Encoder,
  isTitleApart: boolean,
): Promise<PassageVectors> {
  if (encoder.encodePlaced !== undefined) {
    const { dimensions } = encoder.description;
    const vectors = new Int8Array(passages.length * dimensions);
    for (const [i, row] of (await encoder.encodePlaced(passages)).entries()) {
      if (row instanceof Int8Array) vectors.set(row, i * dimensions);
      else quantise(row, vectors.subarray(i * dimensions, (i + 1) * dimensions));
    }
    return { vectors, firstWords: new Int8Array(0), floats: NO_FLOATS };
  }
  if (!isTitleApart || encoder.encodeTitled === undefined) {
    const encode = (texts: readonly string[]) => encoder.encode(texts, 'passage');
    const texts = passages.map(joinTitle);
    return { vectors: await encodeAll(texts, encoder, encode), firstWords: new Int8Array(0), floats: NO_FLOATS };
  }
  // Both forms of a passage stand side by side, so that an encoder can read its text once.
  const forms = passages.flatMap(({ title, text, firstWords }) =>
    (firstWords === null ? [title] : [title, firstWords]).map((each) => ({ title: each, text })),
  );
  const encode = encoder.encodeTitled.bind(encoder);
  return divide(passages, await encodeAll(forms, encoder, encode), encoder.description.dimensions);
}

async function encodeAll<Text>(
  texts: readonly Text[],
  { description }: Encoder,
  encode: (texts: readonly Text[]) => Promise<Int8Array>,
): Promise<Int8Array> {
  const { dimensions } = description;
  const vectors = new Int8Array(texts.length * dimensions);
  for (let at = 0; at < texts.length; at += ENCODE_BATCH) {
    vectors.set(await encode(texts.slice(at, at + ENCODE_BATCH)), at * dimensions);
  }
  return vectors;
}

function divide(passages: readonly EncodedPassage[], rows: Int8Array, dimensions: number): PassageVectors {
  const vectors = new Int8Array(passages.length * dimensions);
  const firstWords = new Int8Array(rows.length - vectors.length);
  let row = 0;
  let added = 0;
  const take = () => rows.subarray(row * dimensions, ++row * dimensions);
  for (const [i, passage] of passages.entries()) {
    vectors.set(take(), i * dimensions);
    if (passage.firstWords !== null) firstWords.set(take(), added++ * dimensions);
  }
  return { vectors, firstWords, floats: NO_FLOATS };
}

/** Encoders that keep their vectors unrounded read a title as the beginning of its text. */
async function encodeFloats(passages: readonly EncodedPassage[], encoder: Encoder): Promise<PassageVectors> {
  const { dimensions } = encoder.description;
  const vectors = new Int8Array(passages.length * dimensions);
  const floats = new Float32Array(passages.length * dimensions);
  const wanted = passages.filter((passage) => passage.floats === undefined);
  const found = await unitsOf(wanted, encoder);
  let next = 0;
  for (const [i, passage] of passages.entries()) {
    const unit = passage.floats === undefined ? found[next++] : passage.floats();
    floats.set(unit, i * dimensions);
    quantise(unit, vectors.subarray(i * dimensions, (i + 1) * dimensions));
  }
  return { vectors, firstWords: new Int8Array(0), floats };
}

async function unitsOf(passages: readonly EncodedPassage[], encoder: Encoder): Promise<readonly Float32Array[]> {
  if (encoder.encodePlaced !== undefined) return (await encoder.encodePlaced(passages)) as readonly Float32Array[];
  if (encoder.encodeUnits === undefined) throw new TypeError(`${encoder.description.name} has no vectors of float32`);
  const units: Float32Array[] = [];
  for (let at = 0; at < passages.length; at += ENCODE_BATCH) {
    const texts = passages.slice(at, at + ENCODE_BATCH).map(joinTitle);
    units.push(...(await encoder.encodeUnits(texts, 'passage')));
  }
  return units;
}

function joinTitle({ title, text }: TitledText): string {
  return title === '' ? text : `${title} ${text}`;
}
