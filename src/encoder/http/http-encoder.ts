import { createHash } from 'node:crypto';
import type { EncoderDescription } from '../../contract/encoder-description.ts';
import type { QueryAsides } from '../../contract/query-asides.ts';
import { StillwebError } from '../../errors.ts';
import { MAX_ENCODER_ANSWER_BYTES } from '../../limits.ts';
import {
  JsonExchange,
  LONG_PATIENCE,
  type Party,
  type Patience,
  SHORT_PATIENCE,
} from '../../outbound/json-exchange.ts';
import type { Encoder } from '../encoder.ts';
import { quantiseAll } from '../quantise.ts';
import { prefixOf } from '../query-template.ts';
import { QueryVectors } from '../query-vectors.ts';
import { toUnitLength } from '../unit-length.ts';
import { VectorCache } from '../vector-cache.ts';
import { describeHttpModel, type HttpSource, readHttpSource, shapingOf } from './http-source.ts';

/** Texts of one request: the most that a server for text embeddings takes as it is installed. */
const MOST_TEXTS = 32;
const MOST_CHARACTERS = 256 * 1024;
const MOST_DIMENSIONS = 4096;
/** Its vector tells how many dimensions there are. */
const FIRST_TEXT = 'how many dimensions does a vector have';

/** A build may wait for a model that is being loaded; somebody waits for the answer to a query. */
const PATIENCE: Readonly<Record<'query' | 'passage', Patience>> = { query: SHORT_PATIENCE, passage: LONG_PATIENCE };
const PARTY: Party = {
  name: 'the encoder',
  gives: 'vectors',
  unreachable: 'ENCODER_UNREACHABLE',
  invalid: 'ENCODER_ANSWER_INVALID',
  maxBytes: MAX_ENCODER_ANSWER_BYTES,
};

export interface HttpEncoderOptions {
  /** Folder where the vectors of queries are kept; absent for nowhere. */
  readonly cache?: string;
  /** Default: that of the environment. */
  readonly key?: string;
  readonly patience?: Readonly<Record<'query' | 'passage', Patience>>;
}

/**
 * A server of embeddings. Each query is asked for alone, so that it gets one vector however many come with it; passages go by 32.
 * What comes is checked, cut and brought to unit length.
 */
class HttpEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #vectors: ServerVectors;
  readonly #queries = new QueryVectors();
  /** Those that are being asked for: one text gets one vector, also in calls that overlap. */
  readonly #asked = new Map<string, Promise<Float32Array>>();

  constructor(description: EncoderDescription, vectors: ServerVectors) {
    this.description = description;
    this.#vectors = vectors;
  }

  async encode(texts: readonly string[], kind: 'query' | 'passage', asides?: QueryAsides): Promise<Int8Array> {
    return quantiseAll(await this.encodeUnits(texts, kind, asides), this.description.dimensions);
  }

  async encodeUnits(
    texts: readonly string[],
    kind: 'query' | 'passage',
    asides?: QueryAsides,
  ): Promise<Float32Array[]> {
    const { dimensions } = this.description;
    const prefix = prefixOf(this.description, kind, asides);
    const units = new Array<Float32Array>(texts.length);
    const wanted: number[] = [];
    for (const [i, text] of texts.entries()) {
      if (text.trim() === '') units[i] = new Float32Array(dimensions);
      else wanted.push(i);
    }
    if (kind === 'query') {
      for (const i of wanted) units[i] = await this.#encodeQuery(prefix + texts[i]);
      return units;
    }
    const found = await this.#vectors.ofPassages(wanted.map((i) => prefix + texts[i]));
    for (const [place, i] of wanted.entries()) units[i] = found[place];
    return units;
  }

  async #encodeQuery(text: string): Promise<Float32Array> {
    const known = this.#queries.get(text);
    if (known !== undefined) return known;
    const asked = this.#asked.get(text) ?? this.#vectors.ofQuery(text);
    this.#asked.set(text, asked);
    try {
      const unit = await asked;
      this.#queries.set(text, unit);
      return unit;
    } catch (error) {
      throw withoutAddress(error, this.description.name);
    } finally {
      this.#asked.delete(text);
    }
  }

  async close(): Promise<void> {}
}

/** Texts in, vectors of unit length out: from the cache, or else from the server. */
class ServerVectors {
  readonly #source: HttpSource;
  readonly #exchange: JsonExchange;
  readonly #cache: VectorCache | null;
  readonly #patience: Readonly<Record<'query' | 'passage', Patience>>;
  /** Of the vectors that the server gives; 0 until it has given one. */
  #width = 0;
  /** Of what is made of them, likewise. */
  dimensions = 0;

  constructor(source: HttpSource, { cache, key = keyOfEnvironment(), patience = PATIENCE }: HttpEncoderOptions) {
    this.#source = source;
    this.#exchange = new JsonExchange(PARTY, source.url, key);
    const shaping = createHash('sha256')
      .update(JSON.stringify(shapingOf(source)))
      .digest('hex');
    this.#cache = cache === undefined ? null : VectorCache.open(cache, shaping);
    this.#patience = patience;
  }

  /** @param text with its prefix */
  async ofQuery(text: string): Promise<Float32Array> {
    const sent = this.#cut(text);
    const known = this.#cache?.get(sent);
    if (known !== undefined && (this.dimensions === 0 || known.length === this.dimensions)) {
      this.dimensions = known.length;
      return known;
    }
    const [unit] = await this.#ask([sent], 'query');
    return this.#cache?.set(sent, unit) ?? unit;
  }

  /** @param texts with their prefix */
  async ofPassages(texts: readonly string[]): Promise<Float32Array[]> {
    const units: Float32Array[] = [];
    let batch: string[] = [];
    let characters = 0;
    const flush = async () => {
      if (batch.length > 0) units.push(...(await this.#ask(batch, 'passage')));
      batch = [];
      characters = 0;
    };
    for (const text of texts.map((each) => this.#cut(each))) {
      if (batch.length === MOST_TEXTS || characters + text.length > MOST_CHARACTERS) await flush();
      batch.push(text);
      characters += text.length;
    }
    await flush();
    return units;
  }

  #cut(text: string): string {
    return text.slice(0, this.#source.characters ?? text.length).toWellFormed();
  }

  async #ask(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]> {
    const { api, model } = this.#source;
    const vectors = api.read(await this.#exchange.post(api.ask(texts, model), this.#patience[kind]));
    if (vectors === null) throw this.#exchange.invalid(`answers nothing that the API ${api.name} knows as vectors`);
    if (vectors.length !== texts.length) {
      throw this.#exchange.invalid(`answers ${vectors.length} vectors for ${texts.length} texts`);
    }
    return vectors.map((vector) => this.#toUnit(vector));
  }

  #toUnit(vector: unknown): Float32Array {
    if (!Array.isArray(vector) || vector.length === 0 || vector.length > MOST_DIMENSIONS) {
      throw this.#exchange.invalid(`answers a vector that has not 1 to ${MOST_DIMENSIONS} dimensions`);
    }
    if (!vector.every((value) => typeof value === 'number' && Number.isFinite(value))) {
      throw this.#exchange.invalid('answers a vector with components that are no numbers');
    }
    const kept = this.#source.dimensions ?? vector.length;
    const isFirst = this.#width === 0;
    const isOther = isFirst ? this.dimensions !== 0 && kept !== this.dimensions : vector.length !== this.#width;
    if (isOther || kept > vector.length) {
      const wanted = isFirst && this.dimensions === 0 ? `at least ${kept}` : this.#width || this.dimensions;
      throw this.#exchange.invalid(`answers ${vector.length} dimensions where there are ${wanted}`);
    }
    const unit = toUnitLength(Float64Array.from(vector.slice(0, kept) as number[]));
    if (!unit.some((value) => value !== 0)) throw this.#exchange.invalid('answers a vector without length');
    this.#width = vector.length;
    this.dimensions = kept;
    return unit;
  }
}

/**
 * Asks the server for one vector, unless the cache has it, to know how many dimensions there are.
 *
 * @throws StillwebError SETTING_INVALID, ENCODER_MISSING, ENCODER_UNREACHABLE, ENCODER_ANSWER_INVALID
 */
export async function openHttpEncoder(source: string | undefined, options: HttpEncoderOptions = {}): Promise<Encoder> {
  const read = readHttpSource(source);
  const vectors = new ServerVectors(read, options);
  const { length } = await vectors.ofQuery(FIRST_TEXT);
  return new HttpEncoder(describeHttpModel(read, length), vectors);
}

/** What goes wrong with a query is told to whoever searches, who need not know where the server is. */
function withoutAddress(error: unknown, encoder: string): unknown {
  if (!(error instanceof StillwebError) || error.facts.url === undefined) return error;
  const reason =
    error.code === 'ENCODER_UNREACHABLE' ? 'its server does not answer' : 'its server answers none that is right';
  return new StillwebError(
    error.code,
    `the encoder ${encoder} has no vector of a query: ${reason}`,
    { encoder },
    { cause: error },
  );
}

function keyOfEnvironment(): string | undefined {
  const key = process.env.STILLWEB_ENCODER_KEY?.trim();
  return key === '' ? undefined : key;
}
