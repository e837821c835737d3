import { isUnassigned } from '../../src/analysis/code-point.ts';
import { withoutCompression } from './file-name.ts';

/** What a folder's name leads to, the best first. */
const INDEX_NAMES = ['index.html', 'index.htm', 'index.md', 'index.markdown', '_index.md', 'README.md', 'index.rst'];
const ASCII = /^[\0-\x7f]*$/;
/** What a link leaves out at its end, the best first. */
const LINK_ENDINGS = ['.html', '.htm', '.md', '.markdown', '.rst'];

/**
 * The names of the pages of a collection, and which of them a path means. Deterministic: of names that differ in
 * compression or Unicode normalisation alone the one that is the same, else the first in code-unit order.
 */
export class PageNames {
  readonly #names: Set<string>;
  /** Names that are not their own plain form, by it. */
  readonly #others: Map<string, string>;
  readonly #root: string;

  /** @param among the pages that these are a part of, and `root` the folder that they are seen from, with `/` behind it */
  constructor(among?: PageNames, root = '') {
    this.#names = among === undefined ? new Set() : among.#names;
    this.#others = among === undefined ? new Map() : among.#others;
    this.#root = root;
  }

  /** The same pages as a file sees them whose root is a folder: what is not found from the top is looked for below it. */
  seenFrom(root: string): PageNames {
    return root === '' ? this : new PageNames(this, root);
  }

  static of(...lists: readonly Iterable<string>[]): PageNames {
    const names = new PageNames();
    for (const list of lists) for (const name of list) names.add(name);
    return names;
  }

  add(name: string): void {
    this.#names.add(name);
    const form = plainForm(name);
    if (form === name) return;
    const known = this.#others.get(form);
    if (known === undefined || name < known) this.#others.set(form, name);
  }

  /** In the order in which they came. */
  get all(): Iterable<string> {
    return this.#names;
  }

  get count(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /**
   * The page that a path from the root means, as a web server finds it: the file itself; with an ending that was left
   * out; the index of the folder. Of a path that ends as a folder's (`isFolder`) the index comes first, and `guide.html`
   * is meant by `guide/` too.
   *
   * @param path without `/` at its ends; empty for the root
   */
  find(path: string, isFolder: boolean): string | null {
    const found = this.#findFrom('', path, isFolder);
    return found ?? (this.#root === '' ? null : this.#findFrom(this.#root, path, isFolder));
  }

  #findFrom(root: string, below: string, isFolder: boolean): string | null {
    const path = below === '' ? root.slice(0, -1) : `${root}${below}`;
    const file = below === '' ? null : this.#findFile(path, isFolder);
    return (isFolder ? null : file) ?? this.#findIndex(path) ?? file;
  }

  #findFile(path: string, isFolder: boolean): string | null {
    const found = isFolder ? null : this.#findName(path);
    return found ?? first(LINK_ENDINGS, (ending) => this.#findName(`${path}${ending}`));
  }

  #findIndex(path: string): string | null {
    const folder = path === '' ? '' : `${path}/`;
    return first(INDEX_NAMES, (name) => this.#findName(`${folder}${name}`));
  }

  #findName(name: string): string | null {
    if (this.#names.has(name)) return name;
    const form = plainForm(name);
    if (form !== name && this.#names.has(form)) return form;
    return this.#others.get(form) ?? null;
  }
}

/**
 * NFC, without the ending of a compression. macOS writes names decomposed that are typed composed. A name with characters
 * that the pinned Unicode version does not know stays as it is: engines differ in what they make of it.
 */
function plainForm(name: string): string {
  const plain = withoutCompression(name);
  if (ASCII.test(plain)) return plain;
  const isKnown = [...plain].every((character) => !isUnassigned(character.codePointAt(0)!));
  return isKnown ? plain.normalize('NFC') : plain;
}

function first(values: readonly string[], find: (value: string) => string | null): string | null {
  for (const value of values) {
    const found = find(value);
    if (found !== null) return found;
  }
  return null;
}
