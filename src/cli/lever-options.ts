import { type Command, Option } from 'commander';
import { StillwebError } from '../errors.ts';
import { MAX_RERANK_DEPTH } from '../limits.ts';
import { integer, list } from './values.ts';

/** What a search may change in how an index ranks, as flags. */
export interface LeverFlags {
  readonly requestWords: boolean;
  readonly fuzzy: boolean;
  readonly denseShare?: number;
}

export function addLeverOptions(command: Command): Command {
  return command
    .option('--no-request-words', 'words that only ask, such as how and tell, count as much as others')
    .option('--no-fuzzy', 'search no other word for one that the index does not hold')
    .addOption(
      new Option(
        '--dense-share <percent>',
        'what vectors give of a hybrid score, without effect in other modes; default: as the index says',
      ).argParser(integer(0, 100)),
    );
}

/** Rerankers whose models lie in folders. */
export interface RerankerFlags {
  readonly reranker?: readonly string[];
}

/** What a command that searches asks for. */
export interface RerankFlags extends RerankerFlags {
  readonly rerank?: string;
  readonly rerankDepth?: number;
}

/** For commands that search, and those that answer searches. */
export function rerankerOption(): Option {
  const description = 'what may rerank: cross-encoder:FOLDER, maxsim:FOLDER, each perhaps as NAME=…; repeatable';
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
