import { type Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';
import type { PlainText } from './plain-text.ts';

/** Receives what is not text while HTML is read. */
export interface HtmlVisitor {
  onTag?(name: string, attributes: ReadonlyMap<string, string>): void;
  onTitle?(title: string): void;
}

/** Their content is no text to read. */
const DROPPED = new Set(
  'script style template noscript iframe noembed noframes svg object canvas audio video datalist'.split(' '),
);
const PARAGRAPHS = new Set(
  (
    'address article aside blockquote body center details dialog dir div dl fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 head header hgroup hr html legend main menu nav ol p pre search section summary table ul xmp'
  ).split(' '),
);
const LINES = new Set('br caption dd dt li option optgroup select tbody tfoot thead tr'.split(' '));
const CELLS = new Set(['td', 'th']);
/** How the tokenizer must go on after the start of an element whose content has no tags. */
const RAW_MODES = new Map([
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['script', TokenizerMode.SCRIPT_DATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
]);

/**
 * Writes the text of HTML into `text`: block elements as paragraphs, rows and list entries as lines.
 *
 * Reads tokens, not a tree: time and memory are linear in the length whatever the nesting, where building a tree of
 * 100,000 nested elements takes quadratic time. Misnested tags can then at most shift the end of a paragraph.
 */
export function writeHtmlText(html: string, text: PlainText, visitor: HtmlVisitor = {}): void {
  const writer = new HtmlWriter(text, visitor);
  writer.read(html);
}

/** The characters that HTML's references such as `&eacute;` stand for. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#[0-9]{1,9}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,40});/g, (reference) => {
    let decoded = '';
    const append = (token: Token.CharacterToken): void => {
      decoded += token.chars;
    };
    const handler = { ...IGNORING_HANDLER, onCharacter: append, onWhitespaceCharacter: append };
    new Tokenizer({ sourceCodeLocationInfo: false }, handler).write(reference, true);
    return decoded;
  });
}

const IGNORING_HANDLER: TokenHandler = {
  onComment: () => {},
  onDoctype: () => {},
  onStartTag: () => {},
  onEndTag: () => {},
  onEof: () => {},
  onCharacter: () => {},
  onNullCharacter: () => {},
  onWhitespaceCharacter: () => {},
};

class HtmlWriter implements TokenHandler {
  readonly #text: PlainText;
  readonly #visitor: HtmlVisitor;
  readonly #tokenizer = new Tokenizer({ sourceCodeLocationInfo: false }, this);
  /** The dropped element that is open, and how many of its name are nested in it. */
  #dropped = '';
  #droppedDepth = 0;
  #preDepth = 0;
  #title: string | null = null;

  constructor(text: PlainText, visitor: HtmlVisitor) {
    this.#text = text;
    this.#visitor = visitor;
  }

  read(html: string): void {
    this.#tokenizer.write(html, true);
  }

  onStartTag(token: Token.TagToken): void {
    const name = token.tagName;
    const mode = RAW_MODES.get(name);
    // Only inside SVG does `<title/>` end itself; elsewhere the slash means nothing.
    const isEnded = token.selfClosing && this.#dropped === 'svg';
    if (mode !== undefined && !isEnded) this.#tokenizer.state = mode;
    if (this.#dropped !== '') {
      if (name === this.#dropped && !token.selfClosing) this.#droppedDepth += 1;
      return;
    }
    if (DROPPED.has(name)) {
      if (name === 'svg' && token.selfClosing) return;
      this.#dropped = name;
      this.#droppedDepth = 1;
      return;
    }
    if (name === 'title') this.#title = '';
    if (name === 'pre') this.#preDepth += 1;
    this.#breakAt(name);
    this.#visitor.onTag?.(name, new Map(token.attrs.map((attribute) => [attribute.name, attribute.value])));
  }

  onEndTag(token: Token.TagToken): void {
    const name = token.tagName;
    if (this.#dropped !== '') {
      if (name === this.#dropped) this.#droppedDepth -= 1;
      if (this.#droppedDepth === 0) this.#dropped = '';
      return;
    }
    if (name === 'title' && this.#title !== null) {
      this.#visitor.onTitle?.(this.#title);
      this.#title = null;
    }
    if (name === 'pre' && this.#preDepth > 0) this.#preDepth -= 1;
    this.#breakAt(name);
  }

  onCharacter(token: Token.CharacterToken): void {
    this.#addCharacters(token.chars);
  }

  onWhitespaceCharacter(token: Token.CharacterToken): void {
    this.#addCharacters(token.chars);
  }

  onNullCharacter(): void {}
  onComment(): void {}
  onDoctype(): void {}
  onEof(): void {}

  #addCharacters(characters: string): void {
    if (this.#dropped !== '') return;
    if (this.#title !== null) this.#title += characters;
    else if (this.#preDepth > 0) this.#text.writeVerbatim(characters);
    else this.#text.write(characters);
  }

  #breakAt(name: string): void {
    if (PARAGRAPHS.has(name)) this.#text.endParagraph();
    else if (LINES.has(name)) this.#text.endLine();
    else if (CELLS.has(name)) this.#text.write(' ');
  }
}
