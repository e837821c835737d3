import { resolve } from 'node:path';
import { nearestName } from '../contract/nearest-name.ts';
import type { NamedReranker } from '../contract/reranker-description.ts';
import { StillwebError } from '../errors.ts';
import { CrossEncoder } from './cross-encoder.ts';
import type { Reranker } from './reranker.ts';
import { CROSS_ENCODER, findReranker, isRerankerName, knownReranker } from './rerankers.ts';

/** Rerankers that settings name: `cross-encoder:FOLDER`, or `NAME=cross-encoder:FOLDER`. */

const KINDS = [CROSS_ENCODER];

/**
 * What the settings name, before any model is loaded.
 *
 * @throws StillwebError SETTING_INVALID, UNSUPPORTED, ENCODER_MISSING, ENCODER_DAMAGED
 */
export async function describeRerankers(specs: readonly string[]): Promise<NamedReranker[]> {
  const named: NamedReranker[] = [];
  for (const spec of specs) {
    const each = await describeReranker(spec);
    const { name } = each.description;
    if (named.some(({ description }) => description.name === name)) {
      throw invalid(`two rerankers have the name ${name}: give one another, as NAME=cross-encoder:FOLDER`);
    }
    named.push(each);
  }
  return named;
}

async function describeReranker(spec: string): Promise<NamedReranker> {
  const [, given, kind, source = ''] = /^(?:([^=:/\\?]*)=)?([^:]*)(?::(.*))?$/s.exec(spec) ?? [];
  if (kind === undefined || !KINDS.includes(kind)) {
    const meant = kind === undefined ? null : nearestName(kind, KINDS);
    const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
    const facts = { reranker: spec, supported: ['cross-encoder:FOLDER', 'NAME=cross-encoder:FOLDER'] };
    throw new StillwebError('UNSUPPORTED', `there is no kind of reranker ${JSON.stringify(kind)}${hint}`, facts);
  }
  const name = given ?? kind;
  if (!isRerankerName(name)) throw invalid(`${JSON.stringify(name)} is no name of a reranker`);
  if (knownReranker(name) !== null) throw invalid(`there is a reranker ${name} already`);
  const { readPairModel } = await import('../encoder/onnx/pair-model.ts');
  const model = readPairModel(source);
  const { fingerprint, depth, device } = model;
  const choices = source.slice(model.folder.length);
  const description = { name, kind, model: model.name, fingerprint, depth, device };
  // A program may change its working folder.
  return { description, source: resolve(model.folder) + choices };
}

function invalid(message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting: 'reranker' });
}

/** The rerankers of an open index: those that its opening named, and behind them those of this thread. */
export class IndexRerankers {
  readonly #own: readonly CrossEncoder[];

  constructor(named: readonly NamedReranker[] = []) {
    this.#own = named.map((each) => new CrossEncoder(each));
  }

  /**
   * @param name absent: `none`
   * @param hasLinks whether the index has any
   * @throws StillwebError UNSUPPORTED
   */
  find(name: string | undefined, hasLinks: boolean): Reranker {
    return findReranker(name, { hasLinks, own: this.#own });
  }

  /** Loads all models, for a thread that is to answer soon. @throws as `CrossEncoder.load` */
  async load(): Promise<void> {
    for (const each of this.#own) await each.load();
  }

  async close(): Promise<void> {
    for (const each of this.#own) await each.close();
  }
}
