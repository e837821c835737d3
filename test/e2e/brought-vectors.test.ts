import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { planBuild } from '../../indexer/plan.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { exportVectors } from '../../src/library/export-vectors.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeNames, writeNpy } from '../support/vector-files.ts';

const WORDS = 'the quick brown fox dense passage retrieval question dogs puppy interest banks search index'.split(' ');
const MODEL = 'onnx:test/fixtures/models/small-encoder?precision=float32';
const DOCUMENTS = Array.from({ length: 30 }, (_, i) => ({
  id: `d${i}`,
  // Some have a title, some several passages.
  ...(i % 3 === 0 && { title: `${WORDS[i % 14]} of ${WORDS[(i * 5) % 14]}` }),
  text: Array.from({ length: i % 7 === 0 ? 70 : 12 }, (__, j) => WORDS[(i * 5 + j * (1 + (i % 4))) % 14]).join(' '),
}));
const folder = temporaryFolder();
const file = (name: string) => join(folder, name);

function settings(directory: string, encoder: string, others: Partial<BuildOptions> = {}): BuildOptions {
  return {
    inputs: [file('all.jsonl')],
    directory: file(directory),
    engine: 'stillweb',
    analyzer: 'english',
    passages: parsePassagePolicy('words:30'),
    encoder,
    threads: 1,
    memoryBytes: 2 ** 30,
    onError: 'stop',
    cut: { unitDocuments: 11, shardPassages: 2 ** 20 },
    ...others,
  };
}

function writeDocuments(name: string, documents: readonly object[]): string {
  writeFileSync(file(name), documents.map((each) => `${JSON.stringify(each)}\n`).join(''));
  return file(name);
}

beforeAll(async () => {
  writeDocuments('all.jsonl', DOCUMENTS);
  for (const [name, encoder] of [
    ['static', 'static'],
    ['model', MODEL],
  ]) {
    await buildIndex(settings(name, encoder));
    for (const form of ['npy', 'arrow'] as const) {
      await exportVectors(openIndex(file(name)), file(`${name}-${form}`), form);
    }
  }
  // Of nobody's model, each document whole.
  const rows = DOCUMENTS.map((_, i) => Array.from({ length: 256 }, (__, j) => Math.sin(i * 7 + j * j)));
  writeNpy(file('odd.npy'), rows);
  writeNames(
    file('odd.ids'),
    DOCUMENTS.map(({ id }) => id),
  );
});

describe('vectors that are brought along', () => {
  it.each([
    ['static', 'static', 'npy'],
    ['static', 'static', 'arrow'],
    ['model', MODEL, 'npy'],
    ['model', MODEL, 'arrow'],
  ] as const)('make the index that the encoder makes: %s %s in %s', async (name, encoder, form) => {
    const vectors = file(join(`${name}-${form}`, `vectors.${form}`));
    const built = await buildIndex(settings(`again-${name}-${form}`, encoder, { vectors }));
    const { manifest } = readManifest(file(name));
    expect(built.id).toBe(manifest.id);
    expect(readManifest(file(`again-${name}-${form}`)).manifest.provenance.vectors).toEqual({
      name: `vectors.${form}`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('leave the queries to the encoder', async () => {
    const whole = { passages: parsePassagePolicy('whole') };
    await buildIndex(settings('odd', 'static', { ...whole, vectors: `${file('odd.npy')}?probe=none` }));
    const searcher = await Searcher.open(openIndex(file('odd')));
    expect(await searcher.rank('a text that nobody recorded', { mode: 'dense', k: 3 })).toHaveLength(3);
    await searcher.close();
  });

  it('of another model are refused, with the cosine', async () => {
    const whole = { passages: parsePassagePolicy('whole'), vectors: file('odd.npy') };
    await expect(buildIndex(settings('other', 'static', whole))).rejects.toMatchObject({
      code: 'ENCODER_DIFFERS',
      message: expect.stringMatching(
        /4 passages have a cosine of -?0\.[0-9]{3}, in the median.* give odd\.npy\?probe=none/,
      ),
    });
  });

  it('are refused where passages have none, with their number, or leave those to BM25', async () => {
    const vectors = `${file('odd.npy')}?probe=none`;
    await expect(buildIndex(settings('parts', 'static', { vectors }))).rejects.toMatchObject({
      code: 'VECTOR_MISSING',
      facts: { file: 'odd.npy', missing: 6, of: 15, id: 'd0', passage: 0 },
    });
    const built = await buildIndex(settings('parts', 'static', { vectors: `${vectors}&missing=zeros` }));
    expect(built.counts.passages).toBe(40);
  });

  it.each([
    ['dimensions', MODEL, 'odd.npy', /odd.npy has 256 dimensions, and the encoder small-encoder/],
    ['int8 where floats are kept', MODEL, 'rounded.npy', /vectors of int8, and precision=float32/],
    ['no encoder', 'none', 'odd.npy', /need an encoder/],
    ['a choice', 'static', 'odd.npy?missing=some', /vectors know no "missing=some": missing=error, missing=zeros/],
  ])('are refused before anything is read: %s', async (_, encoder, name, message) => {
    const { dimensions } = readManifest(file('model')).manifest.encoder!;
    const head = `{'descr': '|i1', 'fortran_order': False, 'shape': (1, ${dimensions}), }\n`;
    const preamble = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, head.length, 0]);
    writeFileSync(file('rounded.npy'), Buffer.concat([preamble, Buffer.from(head), Buffer.alloc(dimensions, 1)]));
    writeFileSync(file('rounded.ids'), 'd0\n');
    const asked = settings('never', encoder, { vectors: file(name) });
    const refused = { code: 'SETTING_INVALID', message: expect.stringMatching(message) };
    await expect(buildIndex(asked)).rejects.toMatchObject(refused);
    await expect(planBuild(asked)).rejects.toMatchObject(refused);
  });

  it('are told again to a change, which is then a build of the collection from nothing', async () => {
    const vectors = file(join('model-npy', 'vectors.npy'));
    const [first, rest] = [DOCUMENTS.slice(0, 17), DOCUMENTS.slice(17)];
    await buildIndex(settings('grown', MODEL, { vectors, inputs: [writeDocuments('first.jsonl', first)] }));
    const { engine: _, analyzer: __, passages: ___, encoder: ____, ...change } = settings('grown', MODEL);
    const inputs = [writeDocuments('rest.jsonl', rest)];
    await expect(changeIndex({ ...change, inputs })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('was built with the vectors of vectors.npy; give vectors again'),
    });
    const changed = await changeIndex({ ...change, encoder: MODEL, inputs, vectors });
    expect(changed.id).toBe(readManifest(file('model')).manifest.id);
  });

  it('are a flag of the command line', () => {
    const vectors = file(join('static-npy', 'vectors.npy'));
    const words = ['index', file('all.jsonl'), '--passages', 'words:30', '--out', file('typed'), '--quiet', '--json'];
    const encoded = JSON.parse(runProgram(words).out);
    const { code, out, err } = runProgram([...words, '--vectors', vectors]);
    expect(code, err).toBe(0);
    expect(JSON.parse(out).id).toBe(encoded.id);
    expect(runProgram([...words, '--vectors', file('absent.npy')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/ENCODER_MISSING.*absent.npy/),
    });
  });
});
