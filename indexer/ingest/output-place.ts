import { isAbsolute, relative, sep } from 'node:path';
import { realPath } from '../../src/store/file-system.ts';
import { OUTPUT_NAMES } from '../../src/store/output-folder.ts';

/**
 * Where the output of a build lies in a folder that it reads: paths from that folder, with `/`. None when it lies
 * elsewhere or is not there yet; its parts when it is the folder itself. Links are followed, to compare what is meant.
 */
export function findOutput(root: string, output: string | undefined): ReadonlySet<string> {
  if (output === undefined) return new Set();
  let place: string;
  try {
    // The native one gives the letter case that a folder has on disk.
    place = relative(realPath(root), realPath(output));
  } catch {
    return new Set();
  }
  if (place === '') return new Set(OUTPUT_NAMES);
  const isInside = !isAbsolute(place) && place !== '..' && !place.startsWith(`..${sep}`);
  return new Set(isInside ? [place.split(sep).join('/')] : []);
}
