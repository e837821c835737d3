import { sha256 } from '../bytes/hash.ts';

/** An index name has up to 128 characters; what is put behind ours has room. */
const MOST_CHARACTERS = 100;
const DIGITS = 16;

/**
 * Names of indexes for names of files, as `FileNames` gives them. An index name has letters, digits and `. _ -`, and begins with a
 * letter or a digit: `_` stands for any other character, and `q` before a name that begins otherwise. A long name ends with a hash of
 * the whole. Names never differ by case alone: the second one gets `.2`.
 */
export class IndexNames {
  readonly #given = new Set<string>();

  /** The same names in the same order give the same. */
  nameOf(file: string): string {
    const signs = file.replace(/[^A-Za-z0-9._-]/g, '_');
    const whole = /^[A-Za-z0-9]/.test(signs) ? signs : `q${signs}`;
    const kept = whole.slice(0, MOST_CHARACTERS - DIGITS - 1);
    const short = whole.length <= MOST_CHARACTERS ? whole : `${kept}-${sha256(file).slice(0, DIGITS)}`;
    let name = short;
    for (let count = 2; this.#given.has(name.toLowerCase()); count++) name = `${short}.${count}`;
    this.#given.add(name.toLowerCase());
    return name;
  }
}
