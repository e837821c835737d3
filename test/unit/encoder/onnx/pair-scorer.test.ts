import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRuntime, loadTokenizers, type Session } from '../../../../src/encoder/onnx/onnx-packages.ts';
import { readPairModel } from '../../../../src/encoder/onnx/pair-model.ts';
import { PairReader } from '../../../../src/encoder/onnx/pair-reader.ts';
import { PairScorer, toGrid } from '../../../../src/encoder/onnx/pair-scorer.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../../../../src/limits.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MODEL = 'test/fixtures/models/small-cross-encoder';
const PAIRS: readonly (readonly [string, string])[] = [
  ['dense passage retrieval', 'the index of documents'],
  ['quick brown fox', 'the quick brown fox'],
  ['interest rates', 'central banks and interest rates'],
  ['puppy', ''],
  ['', 'a puppy is a young dog'],
  ['ranking', 'x'],
  ['naïve café — Ωmega', 'unknown ☃ signs \ud800 and 猫'],
];

/** What the portable form gives for them. */
const RECORDED: readonly number[] = [86_122, 454_993, 448_601, 761_845, 183_718, 304_746, 72_711];

function changedModel(change: (folder: string) => void): string {
  const folder = join(temporaryFolder(), 'changed');
  cpSync(MODEL, folder, { recursive: true });
  change(folder);
  return folder;
}

async function scoresBy(source: string): Promise<number[]> {
  const scorer = await PairScorer.open(readPairModel(source));
  const scores: number[] = [];
  for (const [query, passage] of PAIRS) scores.push(await scorer.score(query, passage));
  await scorer.close();
  return scores;
}

describe('the tokens of a pair', () => {
  const readJson = (name: string): object => JSON.parse(readFileSync(join(MODEL, name), 'utf8'));
  const { Tokenizer } = loadTokenizers();
  const tokenizer = new Tokenizer(readJson('tokenizer.json'), readJson('tokenizer_config.json'));

  it.each(PAIRS)('are those of the tokenizer where both fit: %j, %j', (query, passage) => {
    const whole = tokenizer.encode(query || ' ', { text_pair: passage || ' ', return_token_type_ids: true });
    const read = new PairReader({ folder: MODEL, tokens: 64 }).read(query, passage);
    if (!/[^\0-\x7f]/.test(query + passage)) {
      expect(read).toEqual({ ids: [...whole.ids], kinds: [...whole.token_type_ids] });
    }
    expect(read.kinds).toHaveLength(read.ids.length);
  });

  it('lose the end of the passage, never the query or what closes both', () => {
    const query = 'quick brown fox';
    const words = 'the dogs and a puppy of the index'.split(' ');
    const asked = tokenizer.encode(query, { add_special_tokens: false }).ids;
    const [cls, ...rest] = tokenizer.encode('a').ids;
    const sep = rest[rest.length - 1];
    for (let tokens = 3 + 2 * asked.length; tokens <= 14; tokens++) {
      const said = tokenizer.encode(words.join(' '), { add_special_tokens: false }).ids;
      const kept = said.slice(0, tokens - 3 - asked.length);
      const { ids, kinds } = new PairReader({ folder: MODEL, tokens }).read(query, words.join(' '));
      expect(ids).toEqual([cls, ...asked, sep, ...kept, sep]);
      expect(kinds).toEqual([...asked.map(() => 0), 0, 0, ...kept.map(() => 1), 1]);
    }
  });

  it('stand in the frame of the tokenizer, whatever that is', () => {
    const folder = changedModel((at) => {
      const settings = JSON.parse(readFileSync(join(at, 'tokenizer.json'), 'utf8'));
      const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
      const text = (id: string) => ({ Sequence: { id, type_id: 0 } });
      // As RoBERTa has it.
      settings.post_processor.pair = [
        special('[CLS]'),
        text('A'),
        special('[SEP]'),
        special('[SEP]'),
        text('B'),
        special('[SEP]'),
      ];
      writeFileSync(join(at, 'tokenizer.json'), JSON.stringify(settings));
    });
    const idsOf = (words: string) => tokenizer.encode(words, { add_special_tokens: false }).ids;
    const [cls, , sep] = tokenizer.encode('a').ids;
    const { ids, kinds } = new PairReader({ folder, tokens: 9 }).read('quick brown', 'dogs puppies and a fox');
    expect(ids).toEqual([cls, ...idsOf('quick brown'), sep, sep, ...idsOf('dogs puppies and'), sep]);
    expect(new Set(kinds)).toEqual(new Set([0]));
    // This model divides by the tokens of the second kind.
    return expect(PairScorer.open(readPairModel(folder))).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining('a score that is no number'),
    });
  });

  it('leave a query half of the room at the most', () => {
    const { ids, kinds } = new PairReader({ folder: MODEL, tokens: 13 }).read(
      'the '.repeat(5000),
      'dogs '.repeat(5000),
    );
    expect(ids).toHaveLength(13);
    expect(kinds).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it('need room for both', () => {
    expect(() => new PairReader({ folder: MODEL, tokens: 4 })).toThrow('leaves no room for two texts in 4 tokens');
  });
});

describe('a score', () => {
  let scorer: PairScorer;
  let raw: Session;
  beforeAll(async () => {
    scorer = await PairScorer.open(readPairModel(MODEL));
    const runtime = loadRuntime('onnxruntime-web');
    raw = await runtime.InferenceSession.create(new Uint8Array(readFileSync(join(MODEL, 'onnx/model.onnx'))), {
      executionProviders: ['wasm'],
    });
  });
  afterAll(async () => {
    await scorer.close();
    await raw.release();
  });

  it('is what the model gives, in 65,536ths', async () => {
    const { Tensor } = loadRuntime('onnxruntime-web');
    const reader = new PairReader({ folder: MODEL, tokens: 64 });
    for (const [query, passage] of PAIRS) {
      const { ids, kinds } = reader.read(query, passage);
      const tensor = (values: readonly number[]) =>
        new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
      const inputs = {
        input_ids: tensor(ids),
        attention_mask: tensor(ids.map(() => 1)),
        token_type_ids: tensor(kinds),
      };
      const { data } = (await raw.run(inputs)).logits;
      const score = await scorer.score(query, passage);
      expect(Math.abs(score / 65_536 - data[0])).toBeLessThanOrEqual(0.5 / 65_536);
    }
  });

  it('is the same on every machine', async () => {
    expect(await scoresBy(MODEL)).toEqual(RECORDED);
  });

  it('is the log-odds of the second of two classes', async () => {
    expect(await scoresBy(`${MODEL}?graph=onnx/two-classes.onnx`)).toEqual(RECORDED);
  });

  it('differs by little where the machine computes by its own code', async () => {
    for (const [i, score] of (await scoresBy(`${MODEL}?device=native`)).entries()) {
      expect(Math.abs(score - RECORDED[i])).toBeLessThan(16);
    }
  });

  it('depends on no other pair, and comes again from memory', async () => {
    const there = await scoresBy(MODEL);
    const other = await PairScorer.open(readPairModel(MODEL));
    for (const i of [5, 1, 1, 3, 0, 5]) expect(await other.score(...PAIRS[i])).toBe(there[i]);
    const together = await Promise.all(PAIRS.map((pair) => other.score(...pair)));
    expect(together).toEqual(there);
    await other.close();
  });

  it('is rounded to the nearest, halves up, and stays a safe integer', () => {
    expect([0, 0.5, -0.5, 1.4, -1.6].map((each) => toGrid(each / 65_536))).toEqual([0, 1, 0, 1, -2]);
    expect([Infinity, -Infinity, 1e30].map(toGrid)).toEqual([2 ** 36, -(2 ** 36), 2 ** 36]);
  });
});

describe('the folder of a cross-encoder', () => {
  it('is read without its weights: as many tokens as it names, and the depth of its device', () => {
    expect(readPairModel(MODEL)).toMatchObject({
      name: 'small-cross-encoder',
      tokens: 64,
      depth: 10,
      device: 'portable',
    });
    expect(readPairModel(`${MODEL}?device=native&tokens=32`)).toMatchObject({
      tokens: 32,
      depth: 50,
      device: 'native',
    });
    expect(readPairModel(`${MODEL}?depth=${MAX_MODEL_RERANK_DEPTH}`).depth).toBe(MAX_MODEL_RERANK_DEPTH);
    const long = changedModel((at) => {
      writeFileSync(join(at, 'config.json'), '{"max_position_embeddings": 8192}');
      writeFileSync(join(at, 'tokenizer_config.json'), '{"tokenizer_class": "BertTokenizer"}');
    });
    expect(readPairModel(long).tokens).toBe(512);
  });

  it('has another fingerprint when what shapes a score is another, and the same for another depth or place', () => {
    const changed = changedModel((at) => {
      const bytes = readFileSync(join(at, 'onnx/model.onnx'));
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(join(at, 'onnx/model.onnx'), bytes);
    });
    const sources = [
      MODEL,
      changed,
      `${MODEL}?tokens=32`,
      `${MODEL}?device=native`,
      `${MODEL}?graph=onnx/two-classes.onnx`,
    ];
    expect(new Set(sources.map((source) => readPairModel(source).fingerprint)).size).toBe(sources.length);
    for (const alike of [`${MODEL}?depth=7`, `${MODEL}?tokens=64`, changedModel(() => {})]) {
      expect(readPairModel(alike).fingerprint).toBe(readPairModel(MODEL).fingerprint);
    }
  });

  it.each([
    ['', 'UNSUPPORTED', 'takes the folder'],
    ['absent', 'ENCODER_MISSING', 'onnx/model.onnx or model.onnx is not there'],
    [`${MODEL}?tokens=0`, 'SETTING_INVALID', 'from 1 to 8192'],
    [`${MODEL}?depth=${MAX_MODEL_RERANK_DEPTH + 1}`, 'SETTING_INVALID', 'from 1 to 1000'],
    [`${MODEL}?device=tpu`, 'SETTING_INVALID', 'portable, native, cuda'],
    [`${MODEL}?graph=../x.onnx`, 'SETTING_INVALID', 'no file in the folder'],
    [`${MODEL}?pooling=mean`, 'SETTING_INVALID', 'knows no "pooling"'],
    [`${MODEL}?tokens=%zz`, 'SETTING_INVALID', 'no percent-encoded text'],
  ])('is refused: %j by %s', (source, code, words) => {
    expect(() => readPairModel(source)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });

  it.each([
    ['an encoder', 'test/fixtures/models/small-encoder', '× 48 for a pair, and no score'],
    ['three classes', `${MODEL}?graph=onnx/three-classes.onnx`, 'shape 1 × 3 for a pair'],
    ['no graph', changedModel((at) => writeFileSync(join(at, 'onnx/model.onnx'), 'no graph')), 'cannot be loaded'],
    ['no tokenizer', changedModel((at) => rmSync(join(at, 'tokenizer.json'))), 'is not there'],
    ['a tokenizer that is none', changedModel((at) => writeFileSync(join(at, 'tokenizer.json'), '{}')), 'no tokenizer'],
  ])('of %s is found out when it is opened', async (_, source, words) => {
    await expect(PairScorer.open(readPairModel(source))).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining(words),
    });
  });

  it('says what a device needs that is not here', async () => {
    const absent = process.platform === 'darwin' ? 'dml' : 'coreml';
    await expect(PairScorer.open(readPairModel(`${MODEL}?device=${absent}`))).rejects.toMatchObject({
      code: 'ENCODER_DEVICE_UNAVAILABLE',
      facts: { device: absent },
    });
  });
});
