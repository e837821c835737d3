import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EncoderKind } from '../encoder.ts';
import { MODEL_GRAPHS, MODEL_WEIGHTS, readModelSource } from './model-source.ts';

/** Tensors and code of the runtime of one thread that encodes a collection; measured, rounded up. The weights come on top. */
const RUNTIME_BYTES = 64 * 1024 * 1024;

/** Models in the folders of sentence-transformers: `onnx:FOLDER`. What they need is loaded when one is asked for. */
export const ONNX: EncoderKind = {
  name: 'onnx',
  describe: async (source) => (await import('./model-folder.ts')).readModelFolder(source).description,
  open: async (source, device) => (await import('./onnx-encoder.ts')).openOnnxEncoder(source, device),
  buildDevice: 'native',
  memoryBytes: (_description, source = '') => RUNTIME_BYTES + modelBytes(source),
};

/** Of the graph and its weights; 0 where they are not there. */
function modelBytes(source: string): number {
  const { folder, choices } = readModelSource(source);
  const bytesOf = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  const graphs = choices.graph === undefined ? MODEL_GRAPHS : [choices.graph];
  const graph = graphs.find((name) => bytesOf(name) > 0) ?? graphs[0];
  return bytesOf(graph) + bytesOf(graph + MODEL_WEIGHTS);
}
