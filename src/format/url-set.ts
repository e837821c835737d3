import { commonKey } from './common-key.ts';
import { urlKey } from './lookup-tables.ts';

/** Signs that keys leave as they are. */
const BEHIND = '~~~';

/**
 * Addresses, and beginnings of addresses with `*` behind them. An address is one of them when its key (`urlKey`) or its common key
 * (`commonKey`) is that of one, or begins as that of one: scheme, `www.`, fragment, a slash at the end and parameters of advertisers
 * make no other address.
 */
export class UrlSet {
  readonly #whole = new Set<string>();
  /** Beginnings of keys, by their length. */
  readonly #beginnings = new Map<number, Set<string>>();

  constructor(urls: readonly string[]) {
    for (const url of urls) {
      if (url.endsWith('*')) {
        // With something behind it, so that the slash at its end is none of the address.
        const key = urlKey(`${url.slice(0, -1)}${BEHIND}`);
        this.#addBeginning(key);
        this.#addBeginning(commonKey(key));
      } else {
        this.#whole.add(urlKey(url));
        this.#whole.add(commonKey(urlKey(url)));
      }
    }
  }

  has(url: string): boolean {
    return this.hasKey(urlKey(url));
  }

  /** @param key of an address, as `urlKey` gives it */
  hasKey(key: string): boolean {
    if (this.#isIn(key)) return true;
    const common = commonKey(key);
    return common !== key && this.#isIn(common);
  }

  #addBeginning(marked: string): void {
    // The end of an address may be a parameter that a common key does not have.
    if (!marked.endsWith(BEHIND)) return;
    const key = marked.slice(0, -BEHIND.length);
    const same = this.#beginnings.get(key.length);
    if (same === undefined) this.#beginnings.set(key.length, new Set([key]));
    else same.add(key);
  }

  #isIn(key: string): boolean {
    if (this.#whole.has(key)) return true;
    for (const [length, beginnings] of this.#beginnings) {
      // What begins with a folder is in it; the folder itself, whose key has lost its slash, is too.
      if (key.length >= length && beginnings.has(key.slice(0, length))) return true;
      if (key.length === length - 1 && beginnings.has(`${key}/`)) return true;
    }
    return false;
  }
}
