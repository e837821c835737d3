import { StillwebError } from '../errors.ts';
import { MAX_DEPTH } from '../limits.ts';
import { Registry } from '../registry.ts';
import { GRAPH_RERANKER } from './graph-reranker.ts';
import type { Reranker } from './reranker.ts';

/** Which rerankers there are. */

/** The kinds of those that settings name, each also the usual name of one. */
export const CROSS_ENCODER = 'cross-encoder';
export const MAX_SIM = 'maxsim';

const NONE: Reranker = { name: 'none', depth: 0, rerank: async () => [] };

const rerankers = new Registry<Reranker>('reranker', [NONE, GRAPH_RERANKER]);

/** Whether a request could name it. */
export function isRerankerName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(name);
}

/** @throws TypeError when another one has the name, or when name or depths are none */
export function registerReranker(reranker: Reranker): void {
  const { name, depth, mostDepth = depth } = reranker;
  if (!isRerankerName(name)) throw new TypeError(`registerReranker: ${name} is no name of a reranker`);
  if (!Number.isInteger(depth) || depth < 0 || depth > MAX_DEPTH) {
    throw new TypeError(`registerReranker: ${name} has a depth of ${depth}, not of 0 to ${MAX_DEPTH}`);
  }
  if (!Number.isInteger(mostDepth) || mostDepth < depth || mostDepth > MAX_DEPTH) {
    throw new TypeError(`registerReranker: ${name} takes up to ${mostDepth} hits, not ${depth} to ${MAX_DEPTH}`);
  }
  rerankers.add(reranker);
}

export interface RerankerSearch {
  /** Whether the index has links. Default: true. */
  readonly hasLinks?: boolean;
  /** Those of the index, which are looked at first. */
  readonly own?: readonly Reranker[];
}

/**
 * @param name absent: `none`
 * @throws StillwebError UNSUPPORTED
 */
export function findReranker(name: string | undefined, { hasLinks = true, own = [] }: RerankerSearch = {}): Reranker {
  const found = knownReranker(name, own);
  if (found !== null && (hasLinks || found.needsLinks !== true)) return found;
  const supported = [...rerankers.all, ...own]
    .filter(({ needsLinks }) => hasLinks || needsLinks !== true)
    .map((each) => each.name);
  const facts = { field: 'rerank', value: name as string, supported };
  const message =
    found !== null
      ? `the reranker ${name} follows links, and the index has none between its documents`
      : name === CROSS_ENCODER || name === MAX_SIM
        ? `there is no reranker ${name}: it is there where --reranker ${name}:FOLDER names its files`
        : `there is no reranker ${name}`;
  throw new StillwebError('UNSUPPORTED', message, facts);
}

/** The same where there need be none. */
export function knownReranker(name: string | undefined, own: readonly Reranker[] = []): Reranker | null {
  if (name === undefined) return NONE;
  return own.find((each) => each.name === name) ?? rerankers.find(name) ?? null;
}

/**
 * How many of the first hits a reranker is given.
 *
 * @param asked by the request; absent for what the reranker usually takes
 * @throws StillwebError INVALID_REQUEST
 */
export function rerankDepthOf({ name, depth, mostDepth = depth }: Reranker, asked: number | undefined): number {
  if (asked === undefined || asked <= mostDepth) return asked ?? depth;
  const message = `rerankDepth is ${asked}, and the reranker ${name} takes ${mostDepth} hits at most`;
  throw new StillwebError('INVALID_REQUEST', message, { field: 'rerankDepth', value: asked, maximum: mostDepth });
}
