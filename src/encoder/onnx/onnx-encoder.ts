import type { EncoderDescription } from '../../contract/encoder-description.ts';
import type { Encoder } from '../encoder.ts';
import { quantise } from '../quantise.ts';
import { toEncoderDevice } from './encoder-device.ts';
import { damaged, type ModelFolder, readModelFolder } from './model-folder.ts';
import { OnnxSession } from './onnx-session.ts';
import { poolTokens, toUnitLength } from './pool.ts';
import { RecentValues } from './recent-values.ts';
import { TokenReader } from './token-reader.ts';

/** Queries whose vectors are kept; at 384 dimensions and 200 characters each some 8 MB. */
const MOST_QUERIES = 4096;
/** Longer texts are not asked twice. */
const MOST_CODE_UNITS = 2048;

/**
 * A sentence encoder as a graph of ONNX. Each text is read alone, without padding. Tokens become one vector of unit
 * length, and that int8.
 */
class OnnxEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #model: ModelFolder;
  readonly #tokens: TokenReader;
  readonly #session: OnnxSession;
  readonly #queries = new RecentValues<Float32Array>(MOST_QUERIES);

  constructor(model: ModelFolder, tokens: TokenReader, session: OnnxSession) {
    this.description = model.description;
    this.#model = model;
    this.#tokens = tokens;
    this.#session = session;
  }

  async encode(texts: readonly string[], kind: 'query' | 'passage'): Promise<Int8Array> {
    const { dimensions } = this.description;
    const vectors = new Int8Array(texts.length * dimensions);
    for (const [i, unit] of (await this.encodeUnits(texts, kind)).entries()) {
      quantise(unit, vectors.subarray(i * dimensions, (i + 1) * dimensions));
    }
    return vectors;
  }

  async encodeUnits(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]> {
    const prefix = this.description.template?.[kind] ?? '';
    const units: Float32Array[] = [];
    for (const text of texts) {
      const known = kind === 'query' ? this.#queries.get(text) : undefined;
      const unit = known ?? (await this.#encodeText(text, prefix));
      if (kind === 'query' && known === undefined && text.length <= MOST_CODE_UNITS) this.#queries.set(text, unit);
      units.push(unit);
    }
    return units;
  }

  async #encodeText(text: string, prefix: string): Promise<Float32Array> {
    const { folder, graph, width, pooling } = this.#model;
    const { dimensions } = this.description;
    if (text.trim() === '') return new Float32Array(dimensions);
    const ids = this.#tokens.read(prefix + text);
    const { data, dims } = await this.#session.run(ids);
    if (dims.length === 3 && dims[1] === ids.length && dims[2] === width) {
      return poolTokens(data, ids.length, width, pooling, dimensions);
    }
    if (dims.length === 2 && dims[1] === width) return toUnitLength(Float64Array.from(data.subarray(0, dimensions)));
    throw damaged(folder, graph, `gives values of shape ${dims.join(' × ')}, and no vectors of ${width} dimensions`);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

/**
 * @param device `portable` where none is named
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_DEVICE_UNAVAILABLE, SETTING_INVALID, UNSUPPORTED
 */
export async function openOnnxEncoder(source: string | undefined, device = 'portable'): Promise<Encoder> {
  const form = toEncoderDevice(device);
  const model = readModelFolder(source);
  const tokens = new TokenReader(model);
  return new OnnxEncoder(model, tokens, await OnnxSession.open(model, form));
}
