import { basename, join } from 'node:path';

/**
 * An index directory:
 *
 *   STILLWEB              says that the directory is ours; made before anything else
 *   CURRENT               one line of JSON: which generation is served, and the hash of its manifest
 *   generations/NAME/     immutable files; NAME is index id and manifest hash, cut short
 *   building/             a build in progress: units, journal; removed when it is published
 *   sources/NAME.*        what a build remembers of the inputs of a generation; no part of it
 *   held/NAME.*           who serves a generation, while somebody does
 *   LOCK                  who builds, while somebody does
 *   set-aside/            what stood in a damaged generation and is not ours; there only after such a mending
 */
export const markerFile = (directory: string) => join(directory, 'STILLWEB');
export const currentFile = (directory: string) => join(directory, 'CURRENT');
export const generationsFolder = (directory: string) => join(directory, 'generations');
export const generationFolder = (directory: string, name: string) => join(directory, 'generations', name);
export const buildingFolder = (directory: string) => join(directory, 'building');
export const sourcesFolder = (directory: string) => join(directory, 'sources');
export const heldFolder = (directory: string) => join(directory, 'held');
export const lockFile = (directory: string) => join(directory, 'LOCK');
export const setAsideFolder = (directory: string) => join(directory, 'set-aside');

export interface Current {
  /** Folder under `generations/`. */
  readonly generation: string;
  /** SHA-256 of its manifest.json, 64 hexadecimal digits. */
  readonly manifest: string;
  /** Name given by the user; without one the last part of the directory's path is the name. */
  readonly name?: string;
  /** Where the encoder of the index lay when it was built; no part of the index. */
  readonly encoderPath?: string;
}

/** The name under which an index is served when the user gave none: the last part of its path, as far as it is a name. */
export function defaultName(directory: string): string {
  const name = basename(directory)
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'index' : name.slice(0, 128);
}
