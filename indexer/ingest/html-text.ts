import { html as standard, type Token } from 'parse5';
import type { HtmlNode } from './html-node.ts';
import { type HtmlEvents, HtmlParser } from './html-parser.ts';
import { PageBudget } from './page-budget.ts';
import type { PlainText } from './plain-text.ts';
import { RubyBase } from './ruby-base.ts';

/** What it costs, in steps, to hold something until it is known whether it is text: a few hundred bytes as well as time. */
const DOUBT_STEPS = 8;

/** Receives what is not text while HTML is read, and the tree itself, dropped elements too. */
export interface HtmlVisitor {
  onTag?(name: string, attributes: ReadonlyMap<string, string>): void;
  onTitle?(title: string): void;
  onOpen?(node: HtmlNode): void;
  onClose?(node: HtmlNode): void;
  onText?(parent: HtmlNode, text: string): void;
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
/** How the readings of ruby are marked: they are beside the words, not in them. */
const READINGS = new Set(['rt', 'rp', 'rtc']);

/**
 * Writes the text of HTML into `text`, in the order of the source: block elements as paragraphs, rows and list entries
 * as lines. What is dropped ends where the tree construction of the HTML Standard ends it (html-parser.ts says where we
 * are kinder). Of ruby the base is text, its readings are not.
 * @throws PageFault PAGE_TOO_SLOW
 */
export function writeHtmlText(
  html: string,
  text: PlainText,
  visitor: HtmlVisitor = {},
  budget = new PageBudget(),
): void {
  const writer = new HtmlWriter(text, visitor, budget);
  new HtmlParser(html, writer, budget).tokenizer.write(html, true);
  writer.end();
}

/** HTML tags among words of another markup, such as those in a paragraph of Markdown: where the words are dropped. */
export class HtmlAmongText {
  readonly #writer: HtmlWriter;
  readonly #parser: HtmlParser;

  constructor(text: PlainText, visitor: HtmlVisitor, budget: PageBudget) {
    this.#writer = new HtmlWriter(text, visitor, budget);
    this.#parser = new HtmlParser(null, this.#writer, budget);
    // What was read is let go of soon: each tag is added to what is kept.
    this.#parser.tokenizer.preprocessor.bufferWaterline = 1024;
    this.#parser.tokenizer.write('<span>', false);
  }

  /**
   * Reads a whole tag or comment.
   * @throws PageFault PAGE_TOO_SLOW
   */
  read(tag: string): void {
    this.#parser.tokenizer.write(tag, false);
  }

  /** Whether words at this place are no text to read. */
  get isDropping(): boolean {
    return this.#writer.isDropping;
  }
}

/** Something that may be text or not, as it turns out when the dropped element around it is closed. */
interface Doubt {
  readonly parent: HtmlNode;
  readonly settle: () => void;
}

class HtmlWriter implements HtmlEvents {
  readonly #text: PlainText;
  readonly #visitor: HtmlVisitor;
  readonly #budget: PageBudget;
  /**
   * What was met inside a dropped element that is open. Formatting that is closed in it may still take it out:
   * `<b><video><p>here</b>`.
   */
  #doubts: Doubt[] = [];
  #droppedDepth = 0;
  #rubyDepth = 0;
  #preDepth = 0;
  readonly #base = new RubyBase();
  #title: string | null = null;

  constructor(text: PlainText, visitor: HtmlVisitor, budget: PageBudget) {
    this.#text = text;
    this.#visitor = visitor;
    this.#budget = budget;
  }

  isDropped(name: string): boolean {
    return DROPPED.has(name) || (this.#rubyDepth > 0 && READINGS.has(name));
  }

  onOpen(node: HtmlNode): void {
    if (node.isDropped) this.#droppedDepth += 1;
    if (node.name === 'ruby' && this.#rubyDepth++ === 0) this.#base.begin();
    if (node.name === 'pre') this.#preDepth += 1;
    if (isTitle(node)) this.#title = '';
    this.#visitor.onOpen?.(node);
  }

  onClose(node: HtmlNode): void {
    this.#visitor.onClose?.(node);
    if (node.isDropped) this.#droppedDepth -= 1;
    if (node.name === 'ruby' && --this.#rubyDepth === 0) this.#take(node, this.#base.end());
    if (node.name === 'pre') this.#preDepth -= 1;
    if (!isTitle(node) || this.#title === null) return;
    const title = this.#title;
    this.#title = null;
    this.#meet(node, () => this.#visitor.onTitle?.(title));
  }

  onText(parent: HtmlNode, text: string): void {
    this.#visitor.onText?.(parent, text);
    this.#take(parent, text);
  }

  #take(parent: HtmlNode, text: string): void {
    const characters = this.#rubyDepth > 0 && !parent.isDropped ? this.#base.join(text) : text;
    if (this.#title !== null) this.#title += characters;
    else if (this.#preDepth > 0) this.#meet(parent, () => this.#text.writeVerbatim(characters));
    else this.#meet(parent, () => this.#text.write(characters));
  }

  onTag(parent: HtmlNode, { tagName, attrs }: Token.TagToken, isEnd: boolean): void {
    this.#settleDoubts();
    this.#meet(parent, () => {
      breakAt(tagName, this.#text);
      if (!isEnd) this.#visitor.onTag?.(tagName, mapAttributes(attrs));
    });
  }

  get isDropping(): boolean {
    return this.#droppedDepth > 0;
  }

  /** To be called when the parser is at the end. */
  end(): void {
    this.#droppedDepth = 0;
    this.#settleDoubts();
  }

  #meet(parent: HtmlNode, settle: () => void): void {
    if (parent.isDropped) return;
    if (this.#droppedDepth === 0 && this.#doubts.length === 0) {
      settle();
      return;
    }
    this.#budget.spend(DOUBT_STEPS);
    this.#doubts.push({ parent, settle });
  }

  #settleDoubts(): void {
    if (this.#droppedDepth > 0 || this.#doubts.length === 0) return;
    const doubts = this.#doubts;
    this.#doubts = [];
    const known = new Map<HtmlNode, boolean>();
    for (const { parent, settle } of doubts) if (!isInDropped(parent, known)) settle();
  }
}

/** Ends a paragraph, a line or a word, as an element of that name does where it begins and where it ends. */
export function breakAt(name: string, text: PlainText): void {
  if (PARAGRAPHS.has(name)) text.endParagraph();
  else if (LINES.has(name)) text.endLine();
  else if (CELLS.has(name)) text.write(' ');
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

export function mapAttributes(attributes: readonly Token.Attribute[]): ReadonlyMap<string, string> {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  const values = new Map<string, string>();
  for (const { name, value } of attributes) values.set(name, value);
  return values;
}

/** The title of the page, and not that of a drawing in it. */
function isTitle(node: HtmlNode): boolean {
  return node.name === 'title' && node.namespace === standard.NS.HTML;
}

/** @param known answers for nodes that were asked before */
function isInDropped(node: HtmlNode, known: Map<HtmlNode, boolean>): boolean {
  const path: HtmlNode[] = [];
  let place: HtmlNode | null = node;
  let found: boolean | undefined;
  while (place !== null && found === undefined) {
    found = known.get(place) ?? (place.isDropped || undefined);
    path.push(place);
    place = place.parent;
  }
  for (const passed of path) known.set(passed, found ?? false);
  return found ?? false;
}
