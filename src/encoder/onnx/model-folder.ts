import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { EncoderDescription } from '../../contract/encoder-description.ts';
import { StillwebError } from '../../errors.ts';
import { hashFile } from '../hash-file.ts';
import { MODEL_FUSION } from '../model-fusion.ts';
import {
  MODEL_GRAPHS,
  MODEL_WEIGHTS,
  MOST_TOKENS,
  type ModelChoices,
  POOLINGS,
  type Pooling,
  readModelSource,
  writeModelChoices,
} from './model-source.ts';

/** Grows whenever a vector changes though the files of its model do not. Part of the fingerprint. */
const PROCEDURE = 'onnx procedure 1, Unicode 15.1.0';
export const TOKENIZER = 'tokenizer.json';
export const TOKENIZER_CONFIG = 'tokenizer_config.json';
const USUAL_TOKENS = 512;
/** The configuration of a model is a page of JSON; a tokenizer some megabytes. */
const MOST_JSON_BYTES = 256 * 1024 * 1024;

/** Where the files of a model are. */
export interface ModelFiles {
  readonly folder: string;
  /** Of the graph, and of the weights beside it, if they are. */
  readonly graph: string;
  readonly weights: string | null;
}

/** A model of the kind that sentence-transformers saves, as its folder describes it. */
export interface ModelFolder extends ModelFiles {
  readonly pooling: Pooling;
  /** Most tokens of a text, with those around it. */
  readonly tokens: number;
  /** Of the vectors that the graph gives. */
  readonly width: number;
  readonly description: EncoderDescription;
}

/**
 * Reads what a folder says of its model: `config.json`, `tokenizer.json`, `tokenizer_config.json`, `onnx/model.onnx`, and of
 * sentence-transformers `1_Pooling/config.json`, `sentence_bert_config.json`, `config_sentence_transformers.json`. All files that
 * shape a vector are hashed, which takes a second for each gigabyte.
 *
 * @param source a path, and choices behind `?`
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, SETTING_INVALID, UNSUPPORTED
 */
export function readModelFolder(source: string | undefined): ModelFolder {
  const { folder, choices } = readModelSource(source ?? '');
  if (folder === '') {
    const message = 'the encoder onnx takes the folder of a model';
    throw new StillwebError('UNSUPPORTED', message, { encoder: 'onnx', supported: ['onnx:FOLDER'] });
  }
  const found = findModel(folder, choices.graph);
  const width = readWidth(folder);
  const dimensions = choices.dimensions ?? width;
  if (dimensions > width) {
    const message = `${folder} gives ${width} dimensions, and ${dimensions} are asked for`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'encoder', dimensions: width });
  }
  const pooling = choices.pooling ?? readPooling(folder);
  const tokens = choices.tokens ?? readTokens(folder);
  const template = readTemplate(folder, choices);
  const shaping = [
    PROCEDURE,
    ...hashModel(found),
    pooling,
    dimensions,
    tokens,
    template?.query ?? '',
    template?.passage ?? '',
  ];
  const name = basename(resolve(folder));
  return {
    ...found,
    pooling,
    tokens,
    width,
    description: {
      kind: 'onnx',
      source: name + writeModelChoices(choices),
      name,
      dimensions,
      fingerprint: createHash('sha256').update(JSON.stringify(shaping)).digest('hex'),
      ...(template !== null && { template }),
      ...(choices.precision !== undefined && { precision: choices.precision }),
      ...MODEL_FUSION,
    },
  };
}

/** A file of JSON in the folder of a model; null where it is absent. @throws StillwebError ENCODER_DAMAGED */
export function readModelJson(folder: string, name: string): Record<string, unknown> | null {
  const path = join(folder, name);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isFile() || stats.size > MOST_JSON_BYTES) throw damaged(folder, name, 'is no file of JSON');
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // As below.
  }
  throw damaged(folder, name, 'is no object of JSON');
}

export function damaged(folder: string, name: string, what: string): StillwebError {
  return new StillwebError('ENCODER_DAMAGED', `${name} of the model in ${folder} ${what}`, { folder, file: name });
}

/** @param chosen the graph, where it is not where exporters put it @throws StillwebError ENCODER_MISSING */
export function findModel(folder: string, chosen: string | undefined): ModelFiles {
  const names = chosen === undefined ? MODEL_GRAPHS : [chosen];
  const graph = names.find((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true);
  if (graph !== undefined) {
    return { folder, graph, weights: existsSync(join(folder, graph + MODEL_WEIGHTS)) ? graph + MODEL_WEIGHTS : null };
  }
  const message = `there is no model in ${folder}: ${names.join(' or ')} is not there`;
  throw new StillwebError('ENCODER_MISSING', message, { kind: 'onnx', folder, files: names });
}

function readWidth(folder: string): number {
  const config = readModelJson(folder, 'config.json');
  if (config === null) throw damaged(folder, 'config.json', 'is not there');
  const width = config.hidden_size ?? config.dim ?? config.d_model;
  if (isCount(width, 1, 65_536)) return width;
  throw damaged(folder, 'config.json', 'says no hidden_size');
}

/** As `1_Pooling/config.json` of sentence-transformers says; the mean where there is none. */
function readPooling(folder: string): Pooling {
  const config = readModelJson(folder, '1_Pooling/config.json');
  if (config === null) return 'mean';
  const names: Readonly<Record<string, Pooling>> = {
    pooling_mode_mean_tokens: 'mean',
    pooling_mode_cls_token: 'cls',
    pooling_mode_lasttoken: 'last',
    pooling_mode_max_tokens: 'max',
  };
  const asked = Object.keys(config).filter((name) => name.startsWith('pooling_mode_') && config[name] === true);
  const [only] = asked;
  if (asked.length === 1 && Object.hasOwn(names, only)) return names[only];
  if (asked.length === 0 && POOLINGS.includes(config.pooling_mode as Pooling)) return config.pooling_mode as Pooling;
  const what = `asks for ${asked.join(' and ') || 'no pooling'}, and ${POOLINGS.join(', ')} are known here`;
  throw damaged(folder, '1_Pooling/config.json', what);
}

/** SHA-256 of each file that shapes what a model gives. */
export function hashModel({ folder, graph, weights }: ModelFiles): string[] {
  const files = [graph, ...(weights === null ? [] : [weights]), TOKENIZER, TOKENIZER_CONFIG];
  return files.filter((name) => existsSync(join(folder, name))).map((name) => hashFile(join(folder, name)));
}

/** The smallest of the limits that the files of a model name. Tokenizers write "no limit" as a number far above any. */
export function readTokens(folder: string): number {
  const limits = [
    readModelJson(folder, 'sentence_bert_config.json')?.max_seq_length,
    readModelJson(folder, TOKENIZER_CONFIG)?.model_max_length,
    readModelJson(folder, 'config.json')?.max_position_embeddings,
  ];
  const named = limits.filter((limit): limit is number => isCount(limit, 2, MOST_TOKENS));
  return named.length === 0 ? USUAL_TOKENS : Math.min(...named);
}

/** As `config_sentence_transformers.json` or the choices say; null for none. */
function readTemplate(folder: string, choices: ModelChoices): { query: string; passage: string } | null {
  const prompts = readModelJson(folder, 'config_sentence_transformers.json')?.prompts;
  const named = (typeof prompts === 'object' && prompts !== null ? prompts : {}) as Record<string, unknown>;
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
  const query = choices.query ?? textOf(named.query);
  const passage = choices.passage ?? textOf(named.passage ?? named.document);
  return query === '' && passage === '' ? null : { query, passage };
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
