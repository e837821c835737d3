import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { note } from '../../src/cli/output.ts';
import { StillwebError } from '../../src/errors.ts';
import { currentFile } from '../../src/store/layout.ts';
import { readManifest } from '../../src/store/open.ts';
import { collectionsOf } from './collections.ts';
import { measureIndex, measureSet } from './measure-set.ts';
import { storeEncoded } from './stored.ts';

/**
 * Measures collections with an encoder, and keeps what was measured under its name. A model reads a collection for minutes to hours, so the
 * indexes stay: one that is there is measured as it is, and a build that was interrupted goes on.
 *
 * @param folder where measurements are kept
 * @param data folder of the collections
 * @param encoder as `--encoder` of `stillweb index` takes it
 * @param indexes folder of the indexes, one for each collection
 */
export async function measureEncoder(
  folder: string,
  data: string,
  encoder: string,
  indexes: string,
  sets: readonly string[] | undefined,
): Promise<void> {
  mkdirSync(indexes, { recursive: true });
  for (const collection of collectionsOf(data, sets)) {
    const index = join(indexes, collection.name);
    note(`measuring ${collection.name} with ${encoder}`);
    const found = existsSync(currentFile(index))
      ? await measureIndex(collection, index)
      : await measureSet(collection, index, ['--encoder', encoder]);
    const described = readManifest(index).manifest.encoder;
    if (described === null) {
      throw new StillwebError('SETTING_INVALID', `${index} has no vectors`, { setting: 'encoder' });
    }
    storeEncoded(folder, described.name, found);
  }
}
