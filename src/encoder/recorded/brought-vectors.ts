import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { EncoderDescription } from '../../contract/encoder-description.ts';
import { StillwebError } from '../../errors.ts';
import { vectorCosine } from '../cosine.ts';
import type { Encoder, PlacedPassage } from '../encoder.ts';
import { hashFile } from '../hash-file.ts';
import { decodeChoice, divideSource, eachChoice, invalidChoice } from '../source-choices.ts';
import { NamedVectors, toInt8 } from './named-vectors.ts';
import { RecordedPassages } from './recorded-passages.ts';
import type { MissingVectors } from './recorded-source.ts';

/** Vectors of passages that somebody brings along, beside an encoder that encodes the queries: the setting `vectors` of a build. */

/** Passages of a call that are encoded too, to see whether the vectors are those of the encoder. */
const COMPARED = 4;
/**
 * What the vectors of a passage have in common with those that the encoder gives it, at least: the median of those compared. Without its
 * title, or cut elsewhere, a passage has over 0.9 mostly; by another model near 0.
 */
const LEAST_COSINE = 0.8;

interface VectorsSource {
  readonly path: string;
  readonly missing: MissingVectors;
  /** Whether passages are encoded to compare. */
  readonly isProbed: boolean;
}

/** What a setting names, before a build begins. Can be posted to a thread. */
export interface BroughtVectors {
  /** As the setting says it. */
  readonly source: string;
  /** Of its file, without folders. */
  readonly name: string;
  /** Over its files and choices, in hexadecimal. */
  readonly sha256: string;
}

/** @param setting `FILE?missing=zeros&probe=none` @throws StillwebError SETTING_INVALID */
function readVectorsSource(setting: string): VectorsSource {
  const { place: path, choices } = divideSource(setting);
  if (path === '') throw invalidChoice('vectors names a file of vectors', 'vectors');
  let [missing, isProbed]: [MissingVectors, boolean] = ['error', true];
  for (const { part, name, value } of choices === null ? [] : eachChoice(choices)) {
    const wanted = `${name}=${decodeChoice(value, 'vectors')}`;
    if (wanted === 'missing=zeros' || wanted === 'missing=error')
      missing = wanted === 'missing=zeros' ? 'zeros' : 'error';
    else if (wanted === 'probe=none' || wanted === 'probe=some') isProbed = wanted === 'probe=some';
    else {
      const known = 'missing=error, missing=zeros, probe=some, probe=none';
      throw invalidChoice(`vectors know no ${JSON.stringify(part)}: ${known}`, 'vectors');
    }
  }
  return { path, missing, isProbed };
}

/**
 * Looks whether a file of vectors can be that of an encoder: its dimensions, and numbers that were not rounded where these are kept.
 *
 * @throws StillwebError SETTING_INVALID, UNSUPPORTED; ENCODER_MISSING, ENCODER_DAMAGED naming the file
 */
export async function describeVectors(setting: string, encoder: EncoderDescription): Promise<BroughtVectors> {
  const { path, missing } = readVectorsSource(setting);
  const vectors = await NamedVectors.open(path);
  vectors.close();
  if (vectors.dimensions !== encoder.dimensions) {
    const message = `${path} has ${vectors.dimensions} dimensions, and the encoder ${encoder.name}, which encodes the queries, ${encoder.dimensions}`;
    const facts = { setting: 'vectors', file: path, dimensions: vectors.dimensions, expected: encoder.dimensions };
    throw new StillwebError('SETTING_INVALID', message, facts);
  }
  if (encoder.precision === 'float32' && vectors.isInt8) {
    const message = `${path} has vectors of int8, and precision=float32 of the encoder asks for such as were not rounded`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'vectors', file: path });
  }
  const shaping = JSON.stringify([vectors.files.map(hashFile), missing]);
  const sha256 = createHash('sha256').update(shaping).digest('hex');
  return { source: setting, name: basename(resolve(path)), sha256 };
}

/**
 * An encoder whose passages have the vectors of a file.
 *
 * @param brought as `describeVectors` gave it
 * @throws StillwebError ENCODER_DIFFERS where the file is another than the one described; as `describeVectors`
 */
export async function bringVectors(encoder: Encoder, brought: BroughtVectors): Promise<Encoder> {
  const found = await describeVectors(brought.source, encoder.description);
  if (found.sha256 !== brought.sha256) {
    const message = `the file of vectors ${brought.name} is another than the one that was there at the start`;
    throw new StillwebError('ENCODER_DIFFERS', message, { expected: brought.sha256, found: found.sha256 });
  }
  const { path, missing, isProbed } = readVectorsSource(brought.source);
  return new BringingEncoder(encoder, new RecordedPassages(await NamedVectors.open(path), missing), isProbed);
}

class BringingEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #encoder: Encoder;
  readonly #passages: RecordedPassages;
  readonly #isProbed: boolean;

  constructor(encoder: Encoder, passages: RecordedPassages, isProbed: boolean) {
    this.description = encoder.description;
    this.#encoder = encoder;
    this.#passages = passages;
    // Of an encoder that knows some texts alone, none is compared.
    this.#isProbed = isProbed && encoder.knownQueries === undefined;
  }

  encode(...given: Parameters<Encoder['encode']>): Promise<Int8Array> {
    return this.#encoder.encode(...given);
  }

  async encodePlaced(passages: readonly PlacedPassage[]): Promise<(Int8Array | Float32Array)[]> {
    const vectors = this.#passages.read(passages);
    if (this.#isProbed) await this.#compare(passages, vectors);
    return vectors;
  }

  /** The first few that have a vector. @throws StillwebError ENCODER_DIFFERS */
  async #compare(passages: readonly PlacedPassage[], vectors: readonly (Int8Array | Float32Array)[]): Promise<void> {
    const cosines: number[] = [];
    for (const [i, passage] of passages.entries()) {
      if (cosines.length === COMPARED) break;
      const vector = toInt8(vectors[i]);
      if (passage.text.trim() === '' || vector.every((component) => component === 0)) continue;
      cosines.push(Math.max(...(await this.#formsOf(passage)).map((form) => vectorCosine(vector, form))));
    }
    const median = cosines.toSorted((left, right) => left - right)[cosines.length >> 1];
    if (median === undefined || median >= LEAST_COSINE) return;
    const { path } = this.#passages.vectors;
    const { name } = this.description;
    const message = `the vectors of ${path} are not those of the encoder ${name}: ${cosines.length} passages have a cosine of ${median.toFixed(3)}, in the median, to what it gives them; where the passages were encoded by another model on purpose, give ${basename(path)}?probe=none`;
    const facts = { encoder: name, file: basename(path), cosine: Number(median.toFixed(3)), id: passages[0].id };
    throw new StillwebError('ENCODER_DIFFERS', message, facts);
  }

  /** A passage with its title and without: nobody knows which of them was encoded. */
  async #formsOf({ title, text }: PlacedPassage): Promise<Int8Array[]> {
    const texts = title === '' ? [text] : [text, `${title} ${text}`];
    const forms: Int8Array[] = [];
    for (const each of texts) forms.push(await this.#encoder.encode([each], 'passage'));
    if (this.#encoder.encodeTitled !== undefined) forms.push(await this.#encoder.encodeTitled([{ title, text }]));
    return forms;
  }

  async close(): Promise<void> {
    this.#passages.vectors.close();
    await this.#encoder.close();
  }
}
