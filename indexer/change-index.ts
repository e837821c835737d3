import { resolve } from 'node:path';
import { StillwebError } from '../src/errors.ts';
import { TEXT_FORMS, type TextForm } from '../src/format/documents.ts';
import { importModules } from '../src/modules.ts';
import { readManifest } from '../src/store/open.ts';
import { checkDirectory } from '../src/store/output-folder.ts';
import { storageFault } from '../src/store/storage-fault.ts';
import { buildIndex } from './build.ts';
import type { BuildOptions, BuildResult } from './build-options.ts';
import type { BuildSettings } from './build-settings.ts';
import type { CollectionChange } from './change/collection-change.ts';
import { FormerIndex } from './change/former-index.ts';
import { keepSettings, settingsOf } from './change/kept-settings.ts';

/** A change of an index: the next generation from the current one. */

export interface ChangeOptions
  extends Omit<BuildOptions, keyof BuildSettings | 'change'>,
    Partial<BuildSettings>,
    Partial<Pick<CollectionChange, 'kind' | 'removed'>> {}

/**
 * Makes the next generation of an index: its documents in their order, without those that are removed, and behind them those of the
 * inputs; with `kind` `update`, a document of the inputs takes the place of the one with its id. The bytes and the id are those of a
 * build of that collection from nothing. Settings are those of the index. What was computed of unchanged documents is taken over
 * where that is less work. It may be interrupted and called again.
 *
 * @throws StillwebError INDEX_MISSING, INDEX_CORRUPT, SOURCES_MISSING; SETTING_INVALID for a setting that contradicts the index;
 * DOCUMENT_NOT_FOUND for an id to be removed that is not there; what `buildIndex` throws
 */
export async function changeIndex(options: ChangeOptions): Promise<BuildResult> {
  return await buildIndex(await settleChange(options));
}

/** The build that a change is, for the build and its dry run. */
export async function settleChange({ kind = 'add', removed = [], ...options }: ChangeOptions): Promise<BuildOptions> {
  try {
    checkDirectory(options.directory);
    const directory = resolve(options.directory);
    const { generation } = readManifest(directory).current;
    await importModules(options.modules ?? []);
    const former = await FormerIndex.open(directory, generation, false);
    try {
      refuseUnknown(former, removed, directory);
      const { manifest, pages, isCompressed } = former;
      const texts: TextForm = TEXT_FORMS[isCompressed ? 1 : 0];
      const kept = settingsOf({ manifest, graph: pages.head.graph, texts });
      const name = options.name ?? readManifest(directory).current.name;
      return { ...options, ...keepSettings(kept, options, directory), name, change: { generation, kind, removed } };
    } finally {
      former.close();
    }
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

function refuseUnknown(former: FormerIndex, ids: readonly string[], directory: string): void {
  const id = ids.find((each) => former.find(each) < 0);
  if (id === undefined) return;
  const message = `there is no document ${JSON.stringify(id)} in the index in ${directory} to be removed`;
  throw new StillwebError('DOCUMENT_NOT_FOUND', message, { id });
}
