import { createRequire } from 'node:module';
import { StillwebError } from '../../errors.ts';

/** The one package that models need, which brings its tokenizers and both runtimes. It is optional. */
export const ONNX_PACKAGE = '@huggingface/transformers';

/** A text as numbers of tokens, with those that the model puts around it. */
export interface Tokenizer {
  encode(text: string, options?: { readonly add_special_tokens?: boolean }): { readonly ids: readonly number[] };
  /** Two texts, as the model tells them apart: the kind of each token is 0 or 1. */
  encode(
    text: string,
    options: { readonly text_pair: string; readonly return_token_type_ids: true },
  ): { readonly ids: readonly number[]; readonly token_type_ids: readonly number[] };
  /** The same text as the names of its tokens. */
  tokenize(text: string, options: { readonly add_special_tokens: boolean }): readonly string[];
}

export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** The part of ONNX Runtime's session that is used here; the runtimes for Node and for WebAssembly share it. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(inputs: Readonly<Record<string, object>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

export interface Runtime {
  readonly env: { readonly wasm: { numThreads?: number }; logLevel?: string };
  readonly InferenceSession: {
    create(model: string | Uint8Array, options: Readonly<Record<string, unknown>>): Promise<Session>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => object;
}

const MODELS_NEED = 'models in ONNX need';

/** What of the package is loaded. */
type Part = '@huggingface/tokenizers' | 'onnxruntime-web' | 'onnxruntime-node';

/**
 * @param need what asks for the package, for the message
 * @throws StillwebError ENCODER_MISSING where the package is not installed
 */
export function loadTokenizers(need = MODELS_NEED): {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
} {
  return loadPart('@huggingface/tokenizers', need);
}

/** @throws StillwebError ENCODER_MISSING where the package is not installed, or not for this machine */
export function loadRuntime(part: 'onnxruntime-web' | 'onnxruntime-node'): Runtime {
  return loadPart(part);
}

/** Its parts are found from the package itself: it alone is installed by name. */
function loadPart<Loaded>(part: Part, need = MODELS_NEED): Loaded {
  try {
    const own = createRequire(import.meta.url);
    return createRequire(own.resolve(ONNX_PACKAGE))(part) as Loaded;
  } catch (cause) {
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0];
    const message = `${need} the package ${ONNX_PACKAGE}, of which ${part} cannot be loaded (${reason}): run npm install ${ONNX_PACKAGE}@4.3.2`;
    throw new StillwebError('ENCODER_MISSING', message, { kind: 'onnx', package: ONNX_PACKAGE, part }, { cause });
  }
}
