import { StillwebError } from '../errors.ts';
import { MAX_DEPTH } from '../limits.ts';
import { Registry } from '../registry.ts';
import { GRAPH_RERANKER } from './graph-reranker.ts';
import type { Reranker } from './reranker.ts';

/** Which rerankers there are. */

const NONE: Reranker = { name: 'none', depth: 0, rerank: async () => [] };

const rerankers = new Registry<Reranker>('reranker', [NONE, GRAPH_RERANKER]);

/** @throws TypeError when another one has the name, or when name or depth are none */
export function registerReranker(reranker: Reranker): void {
  const { name, depth } = reranker;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name))
    throw new TypeError(`registerReranker: ${name} is no name of a reranker`);
  if (!Number.isInteger(depth) || depth < 0 || depth > MAX_DEPTH) {
    throw new TypeError(`registerReranker: ${name} has a depth of ${depth}, not of 0 to ${MAX_DEPTH}`);
  }
  rerankers.add(reranker);
}

/**
 * @param name absent: `none`
 * @param hasLinks whether the index has any
 * @throws StillwebError UNSUPPORTED
 */
export function findReranker(name: string | undefined, hasLinks = true): Reranker {
  const found = name === undefined ? NONE : rerankers.find(name);
  if (found !== undefined && (hasLinks || found.needsLinks !== true)) return found;
  const supported = rerankers.all.filter(({ needsLinks }) => hasLinks || needsLinks !== true).map((each) => each.name);
  const facts = { field: 'rerank', value: name as string, supported };
  const message =
    found === undefined
      ? `there is no reranker ${name}`
      : `the reranker ${name} follows links, and the index has none between its documents`;
  throw new StillwebError('UNSUPPORTED', message, facts);
}
