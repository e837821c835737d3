import type { BuildOptions } from '../../indexer/build.ts';
import type { ChangeOptions } from '../../indexer/change-index.ts';

export const UNIT_DOCUMENTS = 50;

/** A build of small units by one worker, so that all but the last ones given out are finished when it is interrupted. */
export function interruptedBuild(input: string, directory: string): BuildOptions {
  return {
    inputs: [input],
    directory,
    engine: 'stillweb',
    analyzer: 'english',
    passages: { kind: 'words', words: 24 },
    encoder: 'none',
    cut: { unitDocuments: UNIT_DOCUMENTS, shardPassages: 1000 },
    threads: 1,
    memoryBytes: 1024 ** 3,
    onError: 'stop',
  };
}

/** The same of a change, whose settings are those of the index. */
export function interruptedChange(input: string, directory: string): ChangeOptions {
  const { cut, threads, memoryBytes, onError } = interruptedBuild(input, directory);
  return { inputs: [input], directory, cut, threads, memoryBytes, onError };
}
