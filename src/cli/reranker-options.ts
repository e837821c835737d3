import { Option } from 'commander';
import { StillwebError } from '../errors.ts';
import { MAX_RERANK_DEPTH } from '../limits.ts';
import { integer, list } from './values.ts';

/** Which rerankers there are, and which of them a search asks for. */

/** Rerankers whose models lie in folders. */
export interface RerankerFlags {
  readonly reranker?: readonly string[];
}

/** What a command that searches asks for. */
export interface RerankFlags extends RerankerFlags {
  readonly rerank?: string;
  readonly rerankDepth?: number;
}

export function rerankerOption(): Option {
  const description = 'a model that may rerank: cross-encoder:FOLDER, or NAME=cross-encoder:FOLDER; repeatable';
  return new Option('--reranker <model>', description).argParser(list);
}

export function rerankOption(): Option {
  return new Option('--rerank <name>', 'give the first hits the order of this reranker');
}

export function rerankDepthOption(): Option {
  const description = 'how many of the first hits it is given (default: as many as it usually takes)';
  return new Option('--rerank-depth <n>', description).argParser(integer(1, MAX_RERANK_DEPTH));
}

/** As the API refuses it, in the words of the command line. @throws StillwebError SETTING_INVALID */
export function refuseIdleDepth({ rerank = 'none', rerankDepth }: RerankFlags): void {
  if (rerankDepth === undefined || rerank !== 'none') return;
  const message = '--rerank-depth says how many hits a reranker is given, and needs --rerank';
  throw new StillwebError('SETTING_INVALID', message, { setting: 'rerank-depth' });
}
