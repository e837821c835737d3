import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRuntime } from '../../../../src/encoder/onnx/onnx-packages.ts';
import { graphWithWeightsInPlace } from '../../../../src/encoder/onnx/weights-in-place.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const GRAPH = 'test/fixtures/models/small-encoder/onnx/model.onnx';

async function runGraph(model: string | Uint8Array, options: object): Promise<Buffer> {
  const { InferenceSession, Tensor } = loadRuntime('onnxruntime-node');
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    ...options,
  });
  const ids = BigInt64Array.of(2n, 17n, 40n, 33n, 3n);
  const inputs = Object.fromEntries(
    session.inputNames.map((name) => {
      const values =
        name === 'input_ids' ? ids : new BigInt64Array(ids.length).fill(name === 'attention_mask' ? 1n : 0n);
      return [name, new Tensor('int64', values, [1, ids.length])];
    }),
  );
  const { data } = (await session.run(inputs))[session.outputNames[0]];
  await session.release();
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

describe('a graph whose weights stay in its file', () => {
  it('is small, and gives what the whole file gives, to the last bit', async () => {
    const graph = graphWithWeightsInPlace(GRAPH)!;
    expect(graph.length).toBeLessThan(readFileSync(GRAPH).length / 2);
    const session = { model_external_initializers_file_folder_path: dirname(GRAPH) };
    const inPlace = await runGraph(graph, { extra: { session } });
    expect(inPlace.length).toBeGreaterThan(0);
    expect(inPlace.equals(await runGraph(GRAPH, {}))).toBe(true);
  });

  it('reads its weights there, and nowhere else', async () => {
    const folder = temporaryFolder();
    const copy = join(folder, 'model.onnx');
    writeFileSync(copy, readFileSync(GRAPH));
    const graph = graphWithWeightsInPlace(copy)!;
    const session = { model_external_initializers_file_folder_path: join(folder, 'elsewhere') };
    await expect(runGraph(graph, { extra: { session } })).rejects.toThrow();
  });

  it('is not made of a file that is no graph, or ends too soon, or has no large tensor', () => {
    const file = join(temporaryFolder(), 'model.onnx');
    const whole = readFileSync(GRAPH);
    const tries = [whole.subarray(0, -100), whole.subarray(0, 1), Buffer.from('{"no": "graph"}'), Buffer.alloc(0)];
    for (const bytes of tries) {
      writeFileSync(file, bytes);
      expect(graphWithWeightsInPlace(file)).toBeNull();
    }
  });
});
