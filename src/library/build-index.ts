import { availableParallelism } from 'node:os';
import { type BuildOptions, type BuildResult, buildIndex as build } from '../../indexer/build.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';

/** What a build may be told; only where to read and where to write has no default. */
export interface BuildIndexOptions
  extends Pick<BuildOptions, 'directory' | 'inputs'>,
    Partial<Omit<BuildOptions, 'passages' | 'directory' | 'inputs' | 'cut'>> {
  /** `auto` (over 300 words: cut into passages of at most 200), `whole` or `words:N`. Default: `auto`. */
  readonly passages?: string;
}

const MEMORY_BYTES = 1024 ** 3;

/**
 * Builds an index from files and folders, and makes it the current generation of a directory. The same inputs and settings give the
 * same bytes, on any machine and with any number of threads. May be interrupted and called again: it goes on.
 *
 * Defaults are those of `stillweb index`: engine `stillweb`, analyzer `english`, encoder `static`, one thread a core, 1 GiB.
 *
 * @throws StillwebError SETTING_INVALID, UNSUPPORTED; INDEX_LOCKED; INPUT_*; the codes of bad records under `onError: 'stop'`;
 * STORAGE_FAILED
 */
export async function buildIndex(options: BuildIndexOptions): Promise<BuildResult> {
  return await build({
    engine: 'stillweb',
    analyzer: 'english',
    encoder: 'static',
    threads: availableParallelism(),
    memoryBytes: MEMORY_BYTES,
    onError: 'stop',
    ...options,
    passages: parsePassagePolicy(options.passages ?? 'auto'),
  });
}
