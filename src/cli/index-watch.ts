import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { describeError, StillwebError } from '../errors.ts';
import { followInputs } from './follow-inputs.ts';
import { settle } from './index-change.ts';
import { note } from './output.ts';
import { watchInputs } from './watch-inputs.ts';

/**
 * Keeps an index that of its inputs until SIGINT or SIGTERM; builds it where there is none. What is under way at the signal is ended first;
 * a second signal ends the process, and the index stays as it was.
 *
 * @throws StillwebError SETTING_INVALID for standard input, which cannot be read again
 */
export async function watchIndex(
  options: BuildOptions,
  command: Command,
  build: (settled: BuildOptions) => Promise<void>,
): Promise<void> {
  const [{ readCurrent }, { InputStamps }, { lookAtInput }, { StandingThreads }] = await Promise.all([
    import('../store/open.ts'),
    import('../../indexer/ingest/input-stamps.ts'),
    import('../../indexer/ingest/named-input.ts'),
    import('../../indexer/threads/standing-threads.ts'),
  ]);
  const { inputs, directory } = options;
  const kindOf = (path: string): string => lookAtInput(path).kind;
  const stream = inputs.find((path) => kindOf(path) === 'stream');
  if (stream !== undefined) {
    throw new StillwebError('SETTING_INVALID', `${stream} is read once, and cannot be watched`, { setting: 'watch' });
  }
  const watch = watchInputs(inputs);
  const end = (): void => {
    watch.end();
    process.removeListener('SIGINT', end).removeListener('SIGTERM', end);
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  const stamp = (): string => {
    const stamps = new InputStamps(directory);
    for (const path of inputs) stamps.add({ path, isFolder: kindOf(path) === 'folder' });
    return stamps.key;
  };
  const hasIndex = (): boolean => {
    try {
      readCurrent(resolve(directory));
      return true;
    } catch (error) {
      if (error instanceof StillwebError && error.code === 'INDEX_MISSING') return false;
      throw error;
    }
  };
  const standing = new StandingThreads();
  const sync = async (): Promise<void> => {
    const settled = hasIndex() ? await settle(options, { kind: 'sync', removed: [] }, command) : options;
    await build({ ...settled, standing });
  };
  try {
    await followInputs({ watch, stamp, sync, onFault: (error) => note(describeError(error)) });
  } finally {
    end();
    await standing.end();
  }
}
