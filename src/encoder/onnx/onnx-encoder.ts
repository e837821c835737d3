import type { EncoderDescription } from '../../contract/encoder-description.ts';
import type { QueryAsides } from '../../contract/query-asides.ts';
import type { Encoder } from '../encoder.ts';
import { quantiseAll } from '../quantise.ts';
import { prefixOf } from '../query-template.ts';
import { QueryVectors } from '../query-vectors.ts';
import { toUnitLength } from '../unit-length.ts';
import { toEncoderDevice } from './encoder-device.ts';
import { damaged, type ModelFolder, readModelFolder } from './model-folder.ts';
import { OnnxSession } from './onnx-session.ts';
import { poolTokens } from './pool.ts';
import { TokenReader } from './token-reader.ts';

/**
 * A sentence encoder as a graph of ONNX. Each text is read alone, without padding. Tokens become one vector of unit
 * length, and that int8.
 */
class OnnxEncoder implements Encoder {
  readonly description: EncoderDescription;
  readonly #model: ModelFolder;
  readonly #tokens: TokenReader;
  readonly #session: OnnxSession;
  readonly #queries = new QueryVectors();

  constructor(model: ModelFolder, tokens: TokenReader, session: OnnxSession) {
    this.description = model.description;
    this.#model = model;
    this.#tokens = tokens;
    this.#session = session;
  }

  async encode(texts: readonly string[], kind: 'query' | 'passage', asides?: QueryAsides): Promise<Int8Array> {
    return quantiseAll(await this.encodeUnits(texts, kind, asides), this.description.dimensions);
  }

  async encodeUnits(
    texts: readonly string[],
    kind: 'query' | 'passage',
    asides?: QueryAsides,
  ): Promise<Float32Array[]> {
    const prefix = prefixOf(this.description, kind, asides);
    const units: Float32Array[] = [];
    for (const text of texts) {
      const known = kind === 'query' ? this.#queries.get(prefix + text) : undefined;
      const unit = known ?? (await this.#encodeText(text, prefix));
      if (kind === 'query' && known === undefined) this.#queries.set(prefix + text, unit);
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
