import { TOKEN_FIELDS, type TokenTable } from '../analysis/passage-tokens.ts';

/** 16 MiB of tokens: some twenty thousand passages of a hundred words. */
const RING_LENGTH = 1 << 22;
/** Code units of all texts that are kept. */
const MAX_CHARACTERS = 1 << 24;
/** A passage that would take a larger share of the ring is not kept. */
const MAX_SHARE = 1 / 16;

/** What a hit shows of its passage, whatever the query. */
export interface ShownPassage {
  /** Text of the passage, and where it begins in its document. */
  readonly text: string;
  readonly start: number;
  /** JSON escapes nothing in it but quotes, backslashes and line feeds. */
  readonly isPlain: boolean;
  /** JSON of what stands before the snippet in a hit, and of what stands behind the score. */
  readonly head: string;
  readonly tail: string;
}

export interface KnownPassage extends ShownPassage {
  readonly tokens: TokenTable;
}

/**
 * The passages that were shown last, read and analysed: what is popular is shown again. The oldest make room. An answer
 * never depends on what is remembered.
 */
export class PassageMemory {
  /** In the order of their coming, which is their order in the ring. */
  readonly #known = new Map<number, KnownPassage>();
  readonly #ring: Uint32Array;
  readonly #maxCharacters: number;
  #next = 0;
  #characters = 0;

  constructor(ringLength = RING_LENGTH, maxCharacters = MAX_CHARACTERS) {
    this.#ring = new Uint32Array(ringLength);
    this.#maxCharacters = maxCharacters;
  }

  get(passage: number): KnownPassage | undefined {
    return this.#known.get(passage);
  }

  /** @param tokens copied; valid as long as the passage is known */
  add(passage: number, shown: ShownPassage, { data, base, count }: TokenTable): void {
    const length = count * TOKEN_FIELDS;
    const characters = charactersOf(shown);
    if (length > this.#ring.length * MAX_SHARE || characters > this.#maxCharacters * MAX_SHARE) return;
    if (this.#next + length > this.#ring.length) {
      this.#forgetWhile((oldest) => oldest.base >= this.#next);
      this.#next = 0;
    }
    const end = this.#next + length;
    this.#forgetWhile((oldest) => oldest.base >= this.#next && oldest.base < end);
    this.#forgetWhile(() => this.#characters + characters > this.#maxCharacters);
    this.#ring.set(data.subarray(base, base + length), this.#next);
    this.#known.set(passage, { ...shown, tokens: { data: this.#ring, base: this.#next, count } });
    this.#characters += characters;
    this.#next = end;
  }

  clear(): void {
    this.#known.clear();
    this.#characters = 0;
    this.#next = 0;
  }

  #forgetWhile(isInTheWay: (oldest: TokenTable) => boolean): void {
    for (const [passage, known] of this.#known) {
      if (!isInTheWay(known.tokens)) return;
      this.#known.delete(passage);
      this.#characters -= charactersOf(known);
    }
  }
}

function charactersOf({ text, head, tail }: ShownPassage): number {
  return text.length + head.length + tail.length;
}
