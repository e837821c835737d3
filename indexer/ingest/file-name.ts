import { lowerAscii } from '../../src/bytes/lower-ascii.ts';

/** `.md` of `notes/Setup.MD`; empty where there is no dot inside the last part. */
export function readEnding(path: string): string {
  const name = readFileName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : lowerAscii(name.slice(dot));
}

/** The title of a file that has none of its own: its name without the ending. */
export function titleOfPath(path: string): string {
  const name = readFileName(path);
  const ending = readEnding(name);
  return ending === '' ? name : name.slice(0, -ending.length);
}

/** The part behind the last `/`. */
export function readFileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A name without the ending that says how the file is compressed: `a.md` of `a.md.gz`. */
export function withoutCompression(name: string): string {
  return name.replace(/\.(gz|bz2|zst)$/i, '');
}
