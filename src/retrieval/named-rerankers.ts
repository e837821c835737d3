import { resolve } from 'node:path';
import { nearestName } from '../contract/nearest-name.ts';
import type { NamedReranker, RerankerDescription } from '../contract/reranker-description.ts';
import { StillwebError } from '../errors.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../limits.ts';
import type { OwnReranker } from './own-reranker.ts';
import type { Reranker } from './reranker.ts';
import { CROSS_ENCODER, findReranker, isRerankerName, knownReranker, MAX_SIM } from './rerankers.ts';

/** Rerankers that settings name: `cross-encoder:FOLDER`, or `NAME=cross-encoder:FOLDER`; `maxsim:FOLDER` likewise. */

/** What a setting says of one, but for its name and kind. */
interface FoundReranker extends Omit<NamedReranker, 'description'> {
  readonly description: Omit<RerankerDescription, 'name' | 'kind'>;
}

interface RerankerKind {
  describe(source: string): Promise<FoundReranker>;
  make(named: NamedReranker): Promise<OwnReranker>;
}

const KINDS: Readonly<Record<string, RerankerKind>> = {
  [CROSS_ENCODER]: {
    describe: describeCrossEncoder,
    make: async (named) => new (await import('./cross-encoder.ts')).CrossEncoder(named),
  },
  [MAX_SIM]: {
    describe: describeMaxSim,
    make: async (named) => new (await import('./max-sim-reranker.ts')).MaxSimReranker(named),
  },
};

/** Hits that late interaction is given where nothing says how many: it takes about a millisecond for each. */
const USUAL_MAX_SIM_DEPTH = 100;

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
      throw invalid(`two rerankers have the name ${name}: give one another, as NAME=${each.description.kind}:FOLDER`);
    }
    named.push(each);
  }
  return named;
}

async function describeReranker(spec: string): Promise<NamedReranker> {
  const [, given, kind = '', source = ''] = /^(?:([^=:/\\?]*)=)?([^:]*)(?::(.*))?$/s.exec(spec) ?? [];
  if (!Object.hasOwn(KINDS, kind)) {
    const meant = nearestName(kind, Object.keys(KINDS));
    const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
    const facts = {
      reranker: spec,
      supported: Object.keys(KINDS).flatMap((each) => [`${each}:FOLDER`, `NAME=${each}:FOLDER`]),
    };
    throw new StillwebError('UNSUPPORTED', `there is no kind of reranker ${JSON.stringify(kind)}${hint}`, facts);
  }
  const name = given ?? kind;
  if (!isRerankerName(name)) throw invalid(`${JSON.stringify(name)} is no name of a reranker`);
  if (knownReranker(name) !== null) throw invalid(`there is a reranker ${name} already`);
  const found = await KINDS[kind].describe(source);
  return { ...found, description: { name, kind, ...found.description } };
}

async function describeCrossEncoder(source: string): Promise<FoundReranker> {
  const { readPairModel } = await import('../encoder/onnx/pair-model.ts');
  const { folder, name: model, fingerprint, depth, device } = readPairModel(source);
  // A program may change its working folder.
  return { description: { model, fingerprint, depth, device }, source: resolve(folder) + source.slice(folder.length) };
}

async function describeMaxSim(source: string): Promise<FoundReranker> {
  const [{ readTokenFolder }, { readSource, toCount }] = await Promise.all([
    import('../encoder/token-vectors.ts'),
    import('../encoder/onnx/model-source.ts'),
  ]);
  const readChoice = (choice: string, value: string): number => {
    if (choice === 'depth') return toCount(choice, value, MAX_MODEL_RERANK_DEPTH, 'reranker');
    throw invalid(`token vectors know no ${JSON.stringify(choice)}: depth`);
  };
  const { folder, choices } = readSource<{ depth: number }>(source, readChoice, 'reranker');
  if (folder === '') {
    const facts = { reranker: MAX_SIM, supported: [`${MAX_SIM}:FOLDER`] };
    throw new StillwebError('UNSUPPORTED', `the reranker ${MAX_SIM} takes the folder of token vectors`, facts);
  }
  const { name: model, fingerprint } = readTokenFolder(folder);
  const depth = choices.depth ?? USUAL_MAX_SIM_DEPTH;
  return { description: { model, fingerprint, depth, device: 'recorded' }, source: resolve(folder) };
}

function invalid(message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting: 'reranker' });
}

/** The rerankers of an open index: those that its opening named, and behind them those of this thread. */
export class IndexRerankers {
  readonly #own: readonly OwnReranker[];

  constructor(own: readonly OwnReranker[] = []) {
    this.#own = own;
  }

  /** Loads no model yet. */
  static async make(named: readonly NamedReranker[] = []): Promise<IndexRerankers> {
    return new IndexRerankers(await Promise.all(named.map((each) => KINDS[each.description.kind].make(each))));
  }

  /**
   * @param name absent: `none`
   * @param hasLinks whether the index has any
   * @throws StillwebError UNSUPPORTED
   */
  find(name: string | undefined, hasLinks: boolean): Reranker {
    return findReranker(name, { hasLinks, own: this.#own });
  }

  /** Loads all models, for a thread that is to answer soon. @throws as `OwnReranker.load` */
  async load(): Promise<void> {
    for (const each of this.#own) await each.load();
  }

  async close(): Promise<void> {
    for (const each of this.#own) await each.close();
  }
}
