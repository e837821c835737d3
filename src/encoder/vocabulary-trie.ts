/** Before a piece that stands inside a word. */
const INSIDE = '##';

/**
 * A vocabulary as a trie over UTF-16 code units, for the longest match from the left.
 *
 * A match costs one step a code unit whatever the vocabulary holds, so tokenising is linear. Tokens are put in when a word
 * first asks for one that begins as they do: a single query asks for few.
 */
export class VocabularyTrie {
  readonly size: number;
  /** Node number of a child; 0 is empty (the root is nobody's child). Open addressing over (parent, code unit). */
  readonly #slots: Int32Array;
  readonly #parents: Int32Array;
  readonly #codes: Uint16Array;
  /** Token that ends at a node, or -1. */
  readonly #tokens: Int32Array;
  readonly #continuation: number;
  /** Of tokens that are not in the trie yet: their ids, by their first code unit, or `INSIDE`. */
  readonly #waiting = new Map<string, number[]>();
  readonly #vocabulary: readonly string[];
  #nodes = 1;

  /** @param tokens the vocabulary; the place of a token is its id. Pieces inside a word begin with `##`. */
  constructor(tokens: readonly string[]) {
    let codeUnits = 3;
    for (let id = 0; id < tokens.length; id++) {
      const token = tokens[id];
      codeUnits += token.length;
      const first = token.startsWith(INSIDE) ? INSIDE : token.charAt(0);
      const waiting = this.#waiting.get(first);
      if (waiting === undefined) this.#waiting.set(first, [id]);
      else waiting.push(id);
    }
    this.size = tokens.length;
    this.#vocabulary = tokens;
    // A power of two; what no node touches takes no memory.
    let slots = 1;
    while (slots < codeUnits * 2) slots *= 2;
    this.#slots = new Int32Array(slots);
    this.#parents = new Int32Array(codeUnits);
    this.#codes = new Uint16Array(codeUnits);
    this.#tokens = new Int32Array(codeUnits).fill(-1);
    this.#continuation = this.#insert(INSIDE);
  }

  /** The node of a text, which is put in where it is not there yet. */
  #insert(text: string): number {
    let node = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      let slot = this.#slotOf(node, code);
      while (this.#slots[slot] !== 0 && !this.#isChild(this.#slots[slot], node, code)) slot = this.#next(slot);
      if (this.#slots[slot] === 0) {
        this.#parents[this.#nodes] = node;
        this.#codes[this.#nodes] = code;
        this.#slots[slot] = this.#nodes++;
      }
      node = this.#slots[slot];
    }
    return node;
  }

  /** Puts in the tokens that begin so. */
  #demand(first: string): void {
    const waiting = this.#waiting.get(first);
    if (waiting === undefined) return;
    this.#waiting.delete(first);
    for (const id of waiting) this.#tokens[this.#insert(this.#vocabulary[id])] = id;
  }

  /**
   * Cuts a word into pieces, each the longest that the vocabulary holds.
   *
   * @returns ids, or undefined when some rest has no piece
   */
  cut(word: string): number[] | undefined {
    const ids: number[] = [];
    for (let start = 0; start < word.length; ) {
      if (start > 0 || word.startsWith(INSIDE)) this.#demand(INSIDE);
      if (start === 0) this.#demand(word.charAt(0));
      let node = start === 0 ? 0 : this.#continuation;
      let id = -1;
      let end = start;
      for (let at = start; at < word.length; at++) {
        node = this.#childOf(node, word.charCodeAt(at));
        if (node === 0) break;
        if (this.#tokens[node] >= 0) {
          id = this.#tokens[node];
          end = at + 1;
        }
      }
      if (id < 0) return undefined;
      ids.push(id);
      start = end;
    }
    return ids;
  }

  #childOf(node: number, code: number): number {
    for (let slot = this.#slotOf(node, code); ; slot = this.#next(slot)) {
      const child = this.#slots[slot];
      if (child === 0 || this.#isChild(child, node, code)) return child;
    }
  }

  #isChild(child: number, node: number, code: number): boolean {
    return this.#parents[child] === node && this.#codes[child] === code;
  }

  #slotOf(node: number, code: number): number {
    const hash = Math.imul(Math.imul(node, 0x9e3779b1) ^ code, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1);
  }

  #next(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }
}
