import type { BuildResult } from '../../indexer/build.ts';
import { changeIndex as change } from '../../indexer/change-index.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { readBlockList } from '../contract/block-list.ts';
import { StillwebError } from '../errors.ts';
import { BUILD_OPTION_NAMES, type BuildIndexOptions, checkBuildOptions, usualMachine } from './build-index.ts';
import { checkChoice } from './check-number.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';
import { moduleUrls } from './module-urls.ts';

const KINDS = ['add', 'update', 'sync'] as const;

/** What becomes of the documents of an index. Settings that shape it are those that it has; one that is given must be the same. */
export interface ChangeIndexOptions extends Omit<BuildIndexOptions, 'inputs'> {
  /** Files and folders. Default: none, where documents are only removed. */
  readonly inputs?: readonly string[];
  /**
   * `add`: documents of the inputs come behind those that are there, and none has the id of one; `update`: one that has takes its
   * place; `sync`: the index becomes that of the inputs alone. Default: `add`.
   */
  readonly kind?: (typeof KINDS)[number];
  /** Ids of documents to be left out; not with `sync`, which leaves out what is gone from the inputs. */
  readonly removed?: readonly string[];
}

const OPTION_NAMES: OptionNames<ChangeIndexOptions> = { ...BUILD_OPTION_NAMES, kind: true, removed: true };

/**
 * Makes the next generation of an index from the current one, and makes it current. Its bytes and its id are those of a build of all its
 * documents from nothing; what was computed of unchanged ones is taken over. May be interrupted and called again.
 *
 * @throws StillwebError SETTING_INVALID, INDEX_MISSING, INDEX_CORRUPT, SOURCES_MISSING; DOCUMENT_NOT_FOUND for an id to be removed that
 * is not there; what `buildIndex` throws
 */
export async function changeIndex(options: ChangeIndexOptions): Promise<BuildResult> {
  refuseUnknownOptions('changeIndex', options, OPTION_NAMES);
  const { inputs = [], kind = 'add', removed = [], passages, block, modules = [], ...others } = options;
  checkBuildOptions('changeIndex', { ...options, inputs });
  checkChoice('kind', kind, KINDS);
  if (!Array.isArray(removed) || !removed.every((id) => typeof id === 'string')) {
    throw new StillwebError('SETTING_INVALID', 'removed is a list of ids', { setting: 'removed' });
  }
  if (kind === 'sync' && removed.length > 0) {
    const message = 'sync removes what is gone from the inputs, and nothing else';
    throw new StillwebError('SETTING_INVALID', message, { setting: 'removed' });
  }
  if (inputs.length === 0 && (kind !== 'add' || removed.length === 0)) {
    throw new StillwebError('SETTING_INVALID', 'inputs is a list of paths', { setting: 'inputs' });
  }
  return await change({
    ...usualMachine(),
    ...others,
    inputs,
    kind,
    removed,
    modules: moduleUrls(modules),
    ...(passages !== undefined && { passages: parsePassagePolicy(passages) }),
    ...(block !== undefined && { block: readBlockList(block) }),
  });
}
