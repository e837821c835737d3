import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StillwebError } from '../../errors.ts';
import type { EncoderDevice } from './encoder-device.ts';
import { damaged, type ModelFiles } from './model-folder.ts';
import { loadRuntime, type Runtime, type Session, type Tensor } from './onnx-packages.ts';
import { graphWithWeightsInPlace } from './weights-in-place.ts';

/** Which of two texts each token is of: 0 or 1. Absent where there is one text. */
type TokenKinds = readonly number[] | undefined;

/** Values that a graph may ask for beside the tokens; each is one number a token. */
const INPUTS: Readonly<Record<string, (ids: readonly number[], kinds: TokenKinds) => BigInt64Array>> = {
  input_ids: (ids) => BigInt64Array.from(ids, BigInt),
  attention_mask: (ids) => new BigInt64Array(ids.length).fill(1n),
  token_type_ids: (ids, kinds) =>
    kinds === undefined ? new BigInt64Array(ids.length) : BigInt64Array.from(kinds, BigInt),
  position_ids: (ids) => BigInt64Array.from(ids.keys(), BigInt),
};

/** A graph that is ready to run, one text at a time: nothing is padded, so that no text depends on its neighbours. */
export class OnnxSession {
  readonly #runtime: Runtime;
  readonly #session: Session;
  readonly #folder: string;
  readonly #graph: string;
  /** A session runs one text after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(runtime: Runtime, session: Session, { folder, graph }: ModelFiles) {
    this.#runtime = runtime;
    this.#session = session;
    this.#folder = folder;
    this.#graph = graph;
  }

  /** @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_DEVICE_UNAVAILABLE */
  static async open(model: ModelFiles, device: EncoderDevice): Promise<OnnxSession> {
    const runtime = loadRuntime(device === 'portable' ? 'onnxruntime-web' : 'onnxruntime-node');
    const session = await openSession(runtime, model, device);
    const unknown = session.inputNames.filter((name) => !Object.hasOwn(INPUTS, name));
    if (unknown.length > 0) {
      await session.release();
      throw damaged(model.folder, model.graph, `asks for ${unknown.join(', ')}, and is no model of texts`);
    }
    return new OnnxSession(runtime, session, model);
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * One output of the graph for one text, or for a pair of them.
   *
   * @param output Default: the first
   */
  run(ids: readonly number[], kinds?: readonly number[], output = this.outputNames[0]): Promise<Tensor> {
    const next = this.#last.then(() => this.#run(ids, kinds, output));
    this.#last = next.catch(() => {});
    return next;
  }

  async #run(ids: readonly number[], kinds: TokenKinds, output: string): Promise<Tensor> {
    const inputs: Record<string, object> = {};
    for (const name of this.#session.inputNames) {
      inputs[name] = new this.#runtime.Tensor('int64', INPUTS[name](ids, kinds), [1, ids.length]);
    }
    try {
      return (await this.#session.run(inputs))[output];
    } catch (cause) {
      throw damaged(this.#folder, this.#graph, `cannot read ${ids.length} tokens (${firstLine(cause)})`);
    }
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#session.release();
  }
}

async function openSession(runtime: Runtime, model: ModelFiles, device: EncoderDevice): Promise<Session> {
  const { folder, graph, weights } = model;
  const path = join(folder, graph);
  try {
    if (device !== 'portable') {
      const provider = device === 'native' ? 'cpu' : device;
      const threads = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' };
      const options = { executionProviders: [provider], logSeverityLevel: 3, ...threads };
      const lean = device === 'native' ? await openInPlace(runtime, path, options) : null;
      return lean ?? (await runtime.InferenceSession.create(path, options));
    }
    runtime.env.wasm.numThreads = 1;
    runtime.env.logLevel = 'error';
    const external =
      weights === null
        ? {}
        : {
            externalData: [
              { path: weights.slice(weights.lastIndexOf('/') + 1), data: readFileSync(join(folder, weights)) },
            ],
          };
    return await runtime.InferenceSession.create(readFileSync(path), {
      executionProviders: ['wasm'],
      ...external,
    });
  } catch (cause) {
    if (device === 'portable' || device === 'native')
      throw damaged(folder, graph, `cannot be loaded (${firstLine(cause)})`);
    const message = `the device ${device} is not here for models (${firstLine(cause)})`;
    throw new StillwebError('ENCODER_DEVICE_UNAVAILABLE', message, { device, platform: process.platform }, { cause });
  }
}

/** A session that reads its weights where they are in the file; null where there are none to speak of, or the runtime cannot. */
async function openInPlace(runtime: Runtime, path: string, options: object): Promise<Session | null> {
  const graph = graphWithWeightsInPlace(path);
  if (graph === null) return null;
  const session = { model_external_initializers_file_folder_path: dirname(path) };
  // What is wrong with the file, opening it as a whole tells again.
  return await runtime.InferenceSession.create(graph, { ...options, extra: { session } }).catch(() => null);
}

function firstLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0];
}
