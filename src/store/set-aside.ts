import { basename, join } from 'node:path';
import { lstatSync, mkdirSync, readdirSync, renameSync } from './file-system.ts';
import { setAsideFolder } from './layout.ts';
import { removeEmptyFolder, removeOwnFiles } from './own-files.ts';

/**
 * Takes what stands under the name of a generation out of its way. Files of the generation are removed; what somebody else put
 * there is kept in `set-aside/NAME`, or `set-aside/NAME-2` and so on.
 *
 * @param path in `generations`; nothing may be there
 * @param isOwn whether the generation has a file of this name
 */
export function setAside(directory: string, path: string, isOwn: (name: string) => boolean): void {
  const place = setAsideFolder(directory);
  if (lookAt(path) !== undefined) {
    mkdirSync(place, { recursive: true });
    renameSync(path, freeName(place, basename(path)));
  }
  if (lookAt(place) === undefined) return;
  // Also those of a build that came to its end behind the rename.
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    if (entry.isDirectory() && isOfGeneration(entry.name, basename(path))) {
      removeOwnFiles(join(place, entry.name), isOwn);
    }
  }
  removeEmptyFolder(place);
}

function isOfGeneration(entry: string, generation: string): boolean {
  return (
    entry === generation || (entry.startsWith(`${generation}-`) && /^\d+$/.test(entry.slice(generation.length + 1)))
  );
}

function freeName(place: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(place, number === 1 ? name : `${name}-${number}`);
    if (lookAt(path) === undefined) return path;
  }
}

function lookAt(path: string) {
  return lstatSync(path, { throwIfNoEntry: false });
}
