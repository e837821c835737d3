import { resolve } from 'node:path';
import { STANDARD_INPUT } from './named-input.ts';

/** Which names the files of several inputs have: two inputs never give one name to two files. */

/** The names that the files of one input have by themselves: paths from the folder, or the name of the file. */
export interface FileNames {
  /** As it was named. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Files that are one document each. */
  readonly pages: readonly string[];
  /** Files of many records. */
  readonly records: readonly string[];
}

/** What goes before the names of an input: empty, or the end of its path and `/`. */
export interface NamePrefixes {
  readonly pages: string;
  readonly records: string;
}

/**
 * With one input, and with several that share no name, nothing goes before a name. Where two inputs share the name of a
 * page, the end of its path goes before the pages of every input: `docs/README.md` and `notes/README.md`. The end has so
 * many parts that no two inputs have the same, one where that is enough. The same holds for files of records, whose names
 * are in the ids of records without one. Files of an input that is given twice keep one name: they are the same files.
 *
 * The parts are those of the absolute path, so `.` is called as its folder is. What the path begins with has no part in it.
 */
export function namePrefixes(inputs: readonly FileNames[]): NamePrefixes[] {
  const ends = pathEnds(inputs);
  const hasShared = (kind: 'pages' | 'records') => sharesName(inputs.map((input) => input[kind]));
  const [pages, records] = [hasShared('pages'), hasShared('records')];
  return ends.map((end) => ({ pages: pages ? end : '', records: records ? end : '' }));
}

function sharesName(lists: readonly (readonly string[])[]): boolean {
  if (lists.length < 2) return false;
  const known = new Set<string>();
  // The names of one input differ, so a name that is known is of another.
  return lists.some((names) => names.some((name) => known.size === known.add(name).size));
}

function pathEnds(inputs: readonly FileNames[]): string[] {
  const paths = inputs.map(({ path }) =>
    path === STANDARD_INPUT
      ? []
      : resolve(path)
          .split(/[\\/]/)
          .filter((part) => part !== ''),
  );
  const count = new Set(paths.map((parts) => parts.join('/'))).size;
  const longest = Math.max(...paths.map((parts) => parts.length));
  let length = 1;
  while (length < longest && new Set(paths.map((parts) => parts.slice(-length).join('/'))).size < count) length += 1;
  return inputs.map(({ isFolder }, place) => {
    const end = paths[place].slice(-length);
    // A file has its own name at the end.
    const before = isFolder ? end : end.slice(0, -1);
    return before.map((part) => `${part}/`).join('');
  });
}
