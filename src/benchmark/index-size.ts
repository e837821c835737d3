import type { Manifest } from '../format/manifest.ts';

/** Where the bytes of an index are, by what the manifest says of its files. */
export interface IndexSize {
  readonly bytes: number;
  /** By the stem of the file name: `postings` for `postings-000.bin` and its like. */
  readonly parts: Readonly<Record<string, number>>;
  /** Null for a collection without a term. */
  readonly perPosting: PostingSize | null;
}

/** Bytes a posting. */
export interface PostingSize {
  readonly postings: number;
  /** Of the term dictionary. */
  readonly terms: number;
  readonly allIn: number;
  /** Of what only phrases need, and what stays on disk; no part of `allIn`. */
  readonly positions: number;
}

export function measureSize({ files, counts }: Pick<Manifest, 'files' | 'counts'>): IndexSize {
  const parts: Record<string, number> = {};
  for (const { name, bytes } of files) {
    const part = name.replace(/(-\d+)?\.[a-z0-9]+$/, '');
    parts[part] = (parts[part] ?? 0) + bytes;
  }
  const each = (bytes = 0) => Number((bytes / counts.postings).toFixed(3));
  const { postings = 0, terms = 0, positions = 0 } = parts;
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    parts: Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))),
    perPosting:
      counts.postings === 0
        ? null
        : { postings: each(postings), terms: each(terms), allIn: each(postings + terms), positions: each(positions) },
  };
}
