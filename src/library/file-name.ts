import { sha256 } from '../bytes/hash.ts';

/** Longest name without its ending, in bytes: every file system takes 255. */
const MOST_BYTES = 180;
/** Hexadecimal digits that stand for the rest of a name that was cut. */
const DIGITS = 16;
/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * Names of files for ids, each of ASCII letters, digits and `_ - . % ~`, so that any file system takes it, and none leads out of its
 * folder. Other characters stand as `%` and their bytes of UTF-8. Names never differ by case alone: the second one gets `~2`.
 */
export class FileNames {
  /** How often each name was given, in lower case. */
  readonly #given = new Map<string, number>();

  /** The same ids in the same order give the same names. */
  nameOf(id: string): string {
    const name = shorten(encode(id));
    const key = name.toLowerCase();
    const count = (this.#given.get(key) ?? 0) + 1;
    this.#given.set(key, count);
    return count === 1 ? name : `${name}~${count}`;
  }
}

function encode(id: string): string {
  const safe = Array.from(Buffer.from(id), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_.-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
  // A full stop at the beginning hides a file, and `..` is no file; one at the end is dropped by Windows.
  const whole = safe.replace(/^[.-]|\.$/g, (sign) => (sign === '.' ? '%2E' : '%2D'));
  return DEVICE.test(whole) ? `%${whole.charCodeAt(0).toString(16).toUpperCase()}${whole.slice(1)}` : whole;
}

function shorten(name: string): string {
  if (name.length <= MOST_BYTES) return name;
  return `${name.slice(0, MOST_BYTES - DIGITS - 1)}~${sha256(name).slice(0, DIGITS)}`;
}
