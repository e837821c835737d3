import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from '../../../../src/encoder/encoder.ts';
import { createEncoder, describeEncoder, resolveEncoder } from '../../../../src/encoder/encoders.ts';
import { ONNX } from '../../../../src/encoder/onnx/onnx-kind.ts';
import { int8Length } from '../../../../src/encoder/quantise.ts';
import { encoderContract } from '../../../contract/encoder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MODEL = 'test/fixtures/models/small-encoder';

encoderContract(ONNX, { isSymmetric: true, source: () => MODEL });

function changedModel(change: (folder: string) => void): string {
  const folder = join(temporaryFolder(), 'changed');
  cpSync(MODEL, folder, { recursive: true });
  change(folder);
  return folder;
}

describe('an encoder of a model folder', () => {
  let encoder: Encoder;
  beforeAll(async () => {
    encoder = (await createEncoder(`onnx:${MODEL}`))!;
  });
  afterAll(() => encoder.close());

  it('gives the same vectors in every form, but for the last digits of float32', async () => {
    const texts = ['the quick brown fox', 'interest rates of central banks', 'x'.repeat(500)];
    const native = (await ONNX.open(MODEL, 'native')) as Encoder;
    const [portable, other] = [
      await encoder.encodeUnits!(texts, 'passage'),
      await native.encodeUnits!(texts, 'passage'),
    ];
    await native.close();
    for (const [i, unit] of portable.entries()) {
      for (let j = 0; j < unit.length; j++) expect(Math.abs(unit[j] - other[i][j])).toBeLessThan(1e-5);
    }
  });

  // promise: encoder/portable
  it('gives the bits that are written here, on this machine as on any other', async () => {
    const texts = ['the quick brown fox', 'naïve Ünïcode 東京 😀', 'interest rates of central banks', 'x'.repeat(500)];
    const hash = createHash('sha256');
    for (const unit of await encoder.encodeUnits!(texts, 'query')) hash.update(Buffer.from(unit.buffer));
    expect(hash.digest('hex')).toBe('6c22d02df8da6426b0f3e37b0c8b21b1ca497e4b82ced843c8f1f16ad1482e2d');
  });

  it('rounds what it gives unrounded', async () => {
    const [unit] = await encoder.encodeUnits!(['dense passage retrieval'], 'query');
    const vector = await encoder.encode(['dense passage retrieval'], 'query');
    const length = int8Length(unit.length);
    expect([...vector]).toEqual(
      [...unit].map((value) => Math.max(-127, Math.min(127, Math.floor(value * length + 0.5)))),
    );
    const square = unit.reduce((sum, value) => sum + value * value, 0);
    expect(square).toBeCloseTo(1, 5);
  });

  it('cuts a long text and keeps the token that closes it', async () => {
    const cut = (await ONNX.open(`${MODEL}?tokens=6`)) as Encoder;
    // [CLS], four words, [SEP]
    const [long, short] = await cut.encodeUnits!(['the quick brown fox and dogs', 'the quick brown fox'], 'passage');
    await cut.close();
    expect(long).toEqual(short);
  });

  it('keeps the first components where fewer dimensions are asked for', async () => {
    const fewer = (await ONNX.open(`${MODEL}?dimensions=16`)) as Encoder;
    expect(fewer.description.dimensions).toBe(16);
    const [few] = await fewer.encodeUnits!(['a puppy is a young dog'], 'passage');
    const [all] = await encoder.encodeUnits!(['a puppy is a young dog'], 'passage');
    await fewer.close();
    expect(few).toHaveLength(16);
    for (let j = 1; j < 16; j++) expect(few[j] / few[0]).toBeCloseTo(all[j] / all[0], 3);
  });

  it('pools as it is told', async () => {
    const vectors = new Set<string>();
    for (const pooling of ['mean', 'cls', 'last', 'max']) {
      const pooled = (await ONNX.open(`${MODEL}?pooling=${pooling}`)) as Encoder;
      vectors.add((await pooled.encode(['the quick brown fox'], 'query')).join());
      await pooled.close();
    }
    expect(vectors.size).toBe(4);
  });

  it('puts before queries and passages what the folder says, or the setting', async () => {
    const folder = changedModel((at) =>
      writeFileSync(
        join(at, 'config_sentence_transformers.json'),
        JSON.stringify({ prompts: { query: 'query ', document: 'passage ' } }),
      ),
    );
    const prompted = (await ONNX.open(folder)) as Encoder;
    expect(prompted.description.template).toEqual({ query: 'query ', passage: 'passage ' });
    expect(await prompted.encode(['central banks'], 'query')).toEqual(
      await encoder.encode(['query central banks'], 'query'),
    );
    expect(await prompted.encode(['central banks'], 'passage')).toEqual(
      await encoder.encode(['passage central banks'], 'query'),
    );
    await prompted.close();
    const described = await describeEncoder(`onnx:${folder}?query=ask: &passage=`);
    expect(described?.description.template).toEqual({ query: 'ask: ', passage: '' });
  });

  it('reads the pooling of sentence-transformers, and refuses one that it does not know', async () => {
    const pooling = (config: object) =>
      changedModel((at) => {
        cpSync(join(at, 'onnx'), join(at, '1_Pooling'), { recursive: true });
        writeFileSync(join(at, '1_Pooling', 'config.json'), JSON.stringify(config));
      });
    const cls = pooling({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false });
    expect((await describeEncoder(`onnx:${cls}`))?.description.fingerprint).toBe(
      (await describeEncoder(`onnx:${MODEL}?pooling=cls`))?.description.fingerprint,
    );
    const weighted = pooling({ pooling_mode_weightedmean_tokens: true });
    await expect(describeEncoder(`onnx:${weighted}`)).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining('pooling_mode_weightedmean_tokens'),
    });
  });

  it('is another encoder when a byte of the model, or a choice, is another', async () => {
    const prints = new Set([encoder.description.fingerprint]);
    const folder = changedModel((at) => {
      const bytes = readFileSync(join(at, 'onnx/model.onnx'));
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(join(at, 'onnx/model.onnx'), bytes);
    });
    for (const source of [
      folder,
      `${MODEL}?dimensions=16`,
      `${MODEL}?tokens=32`,
      `${MODEL}?pooling=cls`,
      `${MODEL}?query=q`,
    ]) {
      prints.add((await describeEncoder(`onnx:${source}`))!.description.fingerprint);
    }
    expect(prints.size).toBe(6);
    const { description } = encoder;
    await expect(resolveEncoder(description, { path: folder })).rejects.toMatchObject({ code: 'ENCODER_DIFFERS' });
  });

  it('is found again by its path, with the choices that the index was built with', async () => {
    const { description } = (await describeEncoder(`onnx:${MODEL}?dimensions=16`))!;
    expect(description.source).toBe('small-encoder?dimensions=16');
    const found = await resolveEncoder(description, { path: MODEL });
    expect(found.description).toEqual(description);
    await found.close();
  });

  it.each([
    ['onnx', 'UNSUPPORTED', 'takes the folder'],
    ['onnx:absent', 'ENCODER_MISSING', 'onnx/model.onnx or model.onnx is not there'],
    [`onnx:${MODEL}?pooling=best`, 'SETTING_INVALID', 'mean, cls, last, max'],
    [`onnx:${MODEL}?dimensions=49`, 'SETTING_INVALID', '48 dimensions'],
    [`onnx:${MODEL}?graph=../x.onnx`, 'SETTING_INVALID', 'no file in the folder'],
    [`onnx:${MODEL}?precision=half`, 'SETTING_INVALID', 'int8 or float32'],
    [`onnx:${MODEL}?size=1`, 'SETTING_INVALID', 'knows no "size"'],
  ])('refuses %s by %s', async (spec, code, words) => {
    await expect(describeEncoder(spec)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it.each([
    [
      'a graph that is none',
      (at: string) => writeFileSync(join(at, 'onnx/model.onnx'), 'no graph'),
      'cannot be loaded',
    ],
    ['a tokenizer that is none', (at: string) => writeFileSync(join(at, 'tokenizer.json'), '{}'), 'is no tokenizer'],
    ['no tokenizer', (at: string) => rmSync(join(at, 'tokenizer.json')), 'is not there'],
    ['no configuration', (at: string) => rmSync(join(at, 'config.json')), 'is not there'],
    ['JSON that is none', (at: string) => writeFileSync(join(at, 'config.json'), '[1'), 'is no object of JSON'],
  ])('says which file is wrong with %s', async (_, change, words) => {
    await expect(createEncoder(`onnx:${changedModel(change)}`)).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining(words),
    });
  });

  it('says what a device needs that is not here', async () => {
    const absent = process.platform === 'darwin' ? 'dml' : 'coreml';
    await expect(ONNX.open(MODEL, absent)).rejects.toMatchObject({
      code: 'ENCODER_DEVICE_UNAVAILABLE',
      facts: { device: absent },
    });
    await expect(ONNX.open(MODEL, 'tpu')).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('portable, native, cuda, webgpu, coreml, dml'),
    });
  });
});
