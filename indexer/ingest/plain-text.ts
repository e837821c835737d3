/** What was written at a place: words, text as it is, or one of the separators, of which the larger wins. */
const WORDS = 0;
const SPACE = 1;
const LINE = 2;
const PARAGRAPH = 3;
const VERBATIM = 4;
type Separator = typeof SPACE | typeof LINE | typeof PARAGRAPH;
type Written = typeof WORDS | Separator | typeof VERBATIM;

const SEPARATORS = ['', ' ', '\n', '\n\n'] as const;

/**
 * Builds readable plain text from marked-up text: words separated by one space, lines by a newline, paragraphs by an
 * empty line; nothing at either end. Line ends are wanted, not written: several in a row make one.
 *
 * The work is done when the text is asked for: that of a whole page is not, where its article is found.
 */
export class PlainText {
  readonly #kinds: Written[] = [];
  /** Of each kind; empty for separators. */
  readonly #texts: string[] = [];

  /** Adds text whose white space (that of HTML: space, tab, CR, LF, FF) only separates words. */
  write(text: string): void {
    if (isWhite(text)) {
      if (text !== '') this.#separate(SPACE);
    } else this.#add(WORDS, text);
  }

  /** Adds text as it is, such as program code. */
  writeVerbatim(text: string): void {
    if (text !== '') this.#add(VERBATIM, text);
  }

  endLine(): void {
    this.#separate(LINE);
  }

  endParagraph(): void {
    this.#separate(PARAGRAPH);
  }

  #add(kind: Written, text: string): void {
    this.#kinds.push(kind);
    this.#texts.push(text);
  }

  /** Most separators follow others: tags with nothing but white space between them. */
  #separate(separator: Separator): void {
    const last = this.#kinds.length - 1;
    const before = this.#kinds[last];
    if (last < 0 || before === WORDS || before === VERBATIM) this.#add(separator, '');
    else if (before < separator) this.#kinds[last] = separator;
  }

  toString(): string {
    const joiner = new Joiner();
    for (const [i, kind] of this.#kinds.entries()) {
      if (kind === WORDS) joiner.addWords(this.#texts[i]);
      else if (kind === VERBATIM) joiner.add(this.#texts[i]);
      else joiner.want(kind);
    }
    return joiner.parts.join('');
  }
}

/** White space of HTML. */
const WHITE = new Set([...' \t\r\n\f'].map((sign) => sign.charCodeAt(0)));

function isWhite(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!WHITE.has(text.charCodeAt(i))) return false;
  return true;
}

/** Puts the parts of a text together. */
class Joiner {
  readonly parts: string[] = [];
  #wanted: Separator | typeof WORDS = WORDS;

  want(separator: Separator): void {
    if (separator > this.#wanted) this.#wanted = separator;
  }

  addWords(text: string): void {
    const words = text.replace(/[ \t\r\n\f]+/g, ' ');
    const start = words.startsWith(' ') ? 1 : 0;
    const end = words.length > start && words.endsWith(' ') ? words.length - 1 : words.length;
    if (start === 1) this.want(SPACE);
    if (end > start) this.add(words.slice(start, end));
    if (end < words.length) this.want(SPACE);
  }

  add(text: string): void {
    if (this.parts.length > 0) this.parts.push(SEPARATORS[this.#wanted]);
    this.#wanted = WORDS;
    this.parts.push(text);
  }
}
