import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import type { EncoderDescription } from '../../contract/encoder-description.ts';
import { StillwebError } from '../../errors.ts';
import type { Encoder, PlacedPassage } from '../encoder.ts';
import { hashFile } from '../hash-file.ts';
import { MODEL_FUSION } from '../model-fusion.ts';
import { NamedVectors, toInt8 } from './named-vectors.ts';
import { RecordedPassages } from './recorded-passages.ts';
import { type RecordedSource, readRecordedSource } from './recorded-source.ts';

/** Grows whenever a vector changes though the files do not. Part of the fingerprint. */
const PROCEDURE = 'recorded procedure 1';
const TOLD_CHARACTERS = 80;

type Vector = Int8Array | Float32Array;

/** Vectors that somebody has computed: of passages by id or text, of queries by text. It reads no text of its own. */
class RecordedEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly knownQueries: readonly string[];
  readonly encodeUnits: Encoder['encodeUnits'];
  readonly #recorded: RecordedPassages;
  readonly #passages: NamedVectors;
  /** Null where there are none. */
  readonly #queries: NamedVectors | null;

  constructor(source: RecordedSource, passages: NamedVectors, queries: NamedVectors | null) {
    this.#recorded = new RecordedPassages(passages, source.missing);
    this.#passages = passages;
    this.#queries = queries;
    this.description = describe(source, passages, queries);
    this.knownQueries = [...(queries?.names.rows.keys() ?? [])];
    if (!passages.isInt8 && queries?.isInt8 !== true) {
      this.encodeUnits = async (texts, kind) => texts.map((text) => this.#ofText(text, kind) as Float32Array);
    }
  }

  async encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array> {
    const { dimensions } = this.description;
    const vectors = new Int8Array(texts.length * dimensions);
    for (const [i, text] of texts.entries()) vectors.set(toInt8(this.#ofText(text, kind)), i * dimensions);
    return vectors;
  }

  async encodePlaced(passages: readonly PlacedPassage[]): Promise<Vector[]> {
    return this.#recorded.read(passages);
  }

  async close(): Promise<void> {
    this.#passages.close();
    if (this.#queries !== this.#passages) this.#queries?.close();
  }

  #ofText(text: string, kind: 'query' | 'passage'): Vector {
    if (text.trim() === '') return this.#recorded.zeros();
    const vectors = kind === 'query' ? this.#queries : this.#passages;
    const row = vectors?.names.kind === 'text' ? vectors.names.rows.get(text.toWellFormed()) : undefined;
    if (row !== undefined) return vectors!.read(row);
    const file = vectors?.path ?? this.#passages.path;
    const told = JSON.stringify(text.slice(0, TOLD_CHARACTERS).toWellFormed());
    throw new StillwebError('VECTOR_MISSING', `${basename(file)} has no vector of the ${kind} ${told}`, {
      file: basename(file),
      [kind]: text.slice(0, TOLD_CHARACTERS).toWellFormed(),
    });
  }
}

/**
 * The same encoder is the same files with the same choices.
 */
function describe(
  { path, precision, missing, written }: RecordedSource,
  passages: NamedVectors,
  queries: NamedVectors | null,
): EncoderDescription {
  const name = basename(resolve(path));
  const hashes = [passages, queries ?? passages].map(({ files }) => files.map(hashFile));
  const shaping = [PROCEDURE, hashes, passages.dimensions, missing];
  return {
    kind: 'recorded',
    source: encodeURIComponent(name) + written,
    name,
    dimensions: passages.dimensions,
    fingerprint: createHash('sha256').update(JSON.stringify(shaping)).digest('hex'),
    ...(precision !== undefined && { precision }),
    ...MODEL_FUSION,
  };
}

/** @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, SETTING_INVALID, UNSUPPORTED */
export async function openRecordedEncoder(given: string | undefined): Promise<Encoder> {
  const source = readRecordedSource(given);
  const passages = await NamedVectors.open(source.path);
  let queries: NamedVectors | null = null;
  try {
    if (source.queries !== undefined) queries = await NamedVectors.open(join(dirname(source.path), source.queries));
    else if (passages.names.kind === 'text') queries = passages;
    check(source, passages, queries);
    return new RecordedEncoder(source, passages, queries);
  } catch (error) {
    passages.close();
    if (queries !== passages) queries?.close();
    throw error;
  }
}

function check({ precision }: RecordedSource, passages: NamedVectors, queries: NamedVectors | null): void {
  if (queries !== null && queries.names.kind !== 'text') {
    const message = `${queries.path} has ids where the vectors of queries have texts`;
    throw new StillwebError('ENCODER_DAMAGED', message, { file: queries.path });
  }
  if (queries !== null && queries.dimensions !== passages.dimensions) {
    const message = `${queries.path} has ${queries.dimensions} dimensions, and ${passages.path} ${passages.dimensions}`;
    throw new StillwebError('ENCODER_DAMAGED', message, { file: queries.path });
  }
  if (precision === 'float32' && (passages.isInt8 || queries?.isInt8 === true)) {
    const { path } = passages.isInt8 ? passages : queries!;
    const message = `${path} has vectors of int8, and precision=float32 asks for such as were not rounded`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'encoder' });
  }
}
