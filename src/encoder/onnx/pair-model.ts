import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { StillwebError } from '../../errors.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../../limits.ts';
import { type EncoderDevice, toEncoderDevice } from './encoder-device.ts';
import { findModel, hashModel, type ModelFiles, readTokens } from './model-folder.ts';
import { MOST_TOKENS, readSource, toCount, toGraph } from './model-source.ts';

/** Grows whenever a score changes though the files of its model do not. Part of the fingerprint. */
const PROCEDURE = 'cross-encoder procedure 1, Unicode 15.1.0';
/** Tokens of a pair where no setting says more: time grows with their number, and passages are shorter. */
const USUAL_TOKENS = 512;
/** What fits the deadline of a search on two cores, with a model of six layers and passages of 150 words. */
const USUAL_DEPTH: Readonly<Partial<Record<EncoderDevice, number>>> = { portable: 10 };
const USUAL_DEPTH_ELSEWHERE = 50;

interface PairChoices {
  readonly tokens: number;
  readonly depth: number;
  readonly device: EncoderDevice;
  readonly graph: string;
}

/** A model that scores how well a passage answers a query, as its folder describes it. */
export interface PairModel extends ModelFiles {
  /** Of the folder. */
  readonly name: string;
  /** Most tokens of a pair, with those around both texts. */
  readonly tokens: number;
  /** Hits of a search that it reads where the request does not say how many. */
  readonly depth: number;
  readonly device: EncoderDevice;
  /** SHA-256 over its files and what was chosen, in hexadecimal. */
  readonly fingerprint: string;
}

/**
 * Reads the folder of a sequence classifier: `tokenizer.json`, `tokenizer_config.json`, `onnx/model.onnx` or `model.onnx`. All
 * files that shape a score are hashed, which takes a second for each gigabyte.
 *
 * @param source a path, and choices behind `?`: `tokens`, `depth`, `device`, `graph`
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, SETTING_INVALID, UNSUPPORTED
 */
export function readPairModel(source: string): PairModel {
  const { folder, choices } = readSource<PairChoices>(source, readChoice, 'reranker');
  if (folder === '') {
    const message = 'the reranker cross-encoder takes the folder of a model';
    throw new StillwebError('UNSUPPORTED', message, { reranker: 'cross-encoder', supported: ['cross-encoder:FOLDER'] });
  }
  const files = findModel(folder, choices.graph);
  const { tokens = Math.min(USUAL_TOKENS, readTokens(folder)), device = 'portable' } = choices;
  const shaping = [PROCEDURE, ...hashModel(files), tokens, device];
  return {
    ...files,
    name: basename(resolve(folder)),
    tokens,
    device,
    depth: choices.depth ?? USUAL_DEPTH[device] ?? USUAL_DEPTH_ELSEWHERE,
    fingerprint: createHash('sha256').update(JSON.stringify(shaping)).digest('hex'),
  };
}

function readChoice(name: string, value: string): unknown {
  switch (name) {
    case 'tokens':
      return toCount(name, value, MOST_TOKENS, 'reranker');
    case 'depth':
      return toCount(name, value, MAX_MODEL_RERANK_DEPTH, 'reranker');
    case 'device':
      return toEncoderDevice(value, 'reranker');
    case 'graph':
      return toGraph(value, 'reranker');
    default: {
      const message = `a cross-encoder knows no ${JSON.stringify(name)}: tokens, depth, device, graph`;
      throw new StillwebError('SETTING_INVALID', message, { setting: 'reranker' });
    }
  }
}
