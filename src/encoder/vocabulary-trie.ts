/** Slots of the child table: a power of two, at least twice the nodes of a BERT vocabulary. */
const SLOTS = 1 << 18;

/**
 * A vocabulary as a trie over UTF-16 code units, for the longest match from the left.
 *
 * A match costs one step a code unit whatever the vocabulary holds, so tokenising is linear.
 */
export class VocabularyTrie {
  readonly size: number;
  /** Node number of a child; 0 is empty (the root is nobody's child). Open addressing over (parent, code unit). */
  readonly #slots = new Int32Array(SLOTS);
  readonly #parents: Int32Array;
  readonly #codes: Uint16Array;
  /** Token that ends at a node, or -1. */
  readonly #tokens: Int32Array;
  readonly #continuation: number;

  /** @param tokens the vocabulary; the place of a token is its id. Pieces inside a word begin with `##`. */
  constructor(tokens: readonly string[]) {
    let codeUnits = 3;
    for (const token of tokens) codeUnits += token.length;
    this.size = tokens.length;
    this.#parents = new Int32Array(codeUnits);
    this.#codes = new Uint16Array(codeUnits);
    this.#tokens = new Int32Array(codeUnits).fill(-1);
    let nodes = 1;
    const insert = (token: string) => {
      let node = 0;
      for (let at = 0; at < token.length; at++) {
        const code = token.charCodeAt(at);
        let slot = slotOf(node, code);
        while (this.#slots[slot] !== 0 && !this.#isChild(this.#slots[slot], node, code))
          slot = (slot + 1) & (SLOTS - 1);
        if (this.#slots[slot] === 0) {
          if (nodes * 2 > SLOTS) throw new RangeError(`a vocabulary of more than ${SLOTS / 2} nodes`);
          this.#parents[nodes] = node;
          this.#codes[nodes] = code;
          this.#slots[slot] = nodes++;
        }
        node = this.#slots[slot];
      }
      return node;
    };
    this.#continuation = insert('##');
    tokens.forEach((token, id) => {
      this.#tokens[insert(token)] = id;
    });
  }

  /**
   * Cuts a word into pieces, each the longest that the vocabulary holds.
   *
   * @returns ids, or undefined when some rest has no piece
   */
  cut(word: string): number[] | undefined {
    const ids: number[] = [];
    for (let start = 0; start < word.length; ) {
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
    for (let slot = slotOf(node, code); ; slot = (slot + 1) & (SLOTS - 1)) {
      const child = this.#slots[slot];
      if (child === 0 || this.#isChild(child, node, code)) return child;
    }
  }

  #isChild(child: number, node: number, code: number): boolean {
    return this.#parents[child] === node && this.#codes[child] === code;
  }
}

function slotOf(node: number, code: number): number {
  const hash = Math.imul(Math.imul(node, 0x9e3779b1) ^ code, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
