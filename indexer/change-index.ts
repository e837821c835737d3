import { resolve } from 'node:path';
import { type BlockList, blockListHash } from '../src/contract/block-list.ts';
import { StillwebError } from '../src/errors.ts';
import { TEXT_FORMS, type TextForm } from '../src/format/documents.ts';
import type { Manifest } from '../src/format/manifest.ts';
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
      refuseOtherList(former.manifest, options.block, directory);
      refuseNoVectors(former.manifest, options.vectors, directory);
      const { manifest, pages, isCompressed } = former;
      const texts: TextForm = TEXT_FORMS[isCompressed ? 1 : 0];
      const kept = settingsOf({ manifest, graph: pages.head.graph, texts });
      const name = options.name ?? readManifest(directory).current.name;
      const collection = { ...manifest.provenance.collection, ...options.collection };
      const change = { generation, kind, removed };
      return { ...options, ...keepSettings(kept, options, directory), name, collection, change };
    } finally {
      former.close();
    }
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

/** The list is not in the index, where those who must not see its texts would find it: so it is told again, and must be the same. */
function refuseOtherList({ blockList }: Manifest, asked: BlockList | undefined, directory: string): void {
  const given = asked === undefined ? 'none' : blockListHash(asked);
  const kept = blockList?.sha256 ?? 'none';
  if (given === kept) return;
  const has = blockList === undefined ? 'no block list' : `the block list with the hash ${kept}`;
  const mend = blockList === undefined ? 'leave --block out' : 'give the same --block again';
  const message = `the index in ${directory} was built with ${has}, and a change keeps it; ${mend}, or build the collection anew`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'block', kept, asked: given });
}

/** The vectors of new documents are those of a file too, and all are taken from it anew. */
function refuseNoVectors({ provenance: { vectors } }: Manifest, asked: string | undefined, directory: string): void {
  if (vectors === undefined || asked !== undefined) return;
  const message = `the index in ${directory} was built with the vectors of ${vectors.name}; give vectors again, a file with those of all passages, or build the collection anew`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'vectors', kept: vectors.name });
}

function refuseUnknown(former: FormerIndex, ids: readonly string[], directory: string): void {
  const id = ids.find((each) => former.find(each) < 0);
  if (id === undefined) return;
  const message = `there is no document ${JSON.stringify(id)} in the index in ${directory} to be removed`;
  throw new StillwebError('DOCUMENT_NOT_FOUND', message, { id });
}
