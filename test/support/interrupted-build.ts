import type { BuildOptions } from '../../indexer/build.ts';

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
