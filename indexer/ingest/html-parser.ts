import { html, Parser, Token } from 'parse5';
import { HtmlEndTags } from './html-end-tags.ts';
import { type HtmlNode, type HtmlNodeMap, type HtmlNodeWatcher, makeNodeAdapter } from './html-node.ts';
import type { PageBudget } from './page-budget.ts';

/** Receives what the parser finds, in the order of the source. `parent` is where it stands in the tree. */
export interface HtmlEvents extends HtmlNodeWatcher {
  /** After the tree construction has dealt with the tag. */
  onTag(parent: HtmlNode, token: Token.TagToken, isEnd: boolean): void;
}

/** Elements whose content the tokenizer reads to their end tag, or to the end of the page. */
const RAW = new Set('title textarea style xmp iframe noembed noframes script'.split(' '));
/** Elements that the tags of what is around them do not end. */
const WALLS = new Set(['object', 'template', 'noscript']);
/** Elements that no drawing has, beside those that end a drawing by the standard. */
const BEYOND_DRAWINGS = new Set(
  (
    'td th tr tbody thead tfoot caption section article aside header footer main nav figure figcaption form fieldset ' +
    'details summary address'
  ).split(' '),
);
/** Beginning of the name of an element like any other. */
const ORDINARY = 'stillweb-unclosed-';

/**
 * Elements that may be open in each other, as in Chromium. The tags of deeper ones still separate words; what they hold
 * is read as content of the last one.
 */
const MAX_DEPTH = 512;
/**
 * How many elements may be opened for each start tag, on the average, and at the least. Unclosed `<b>` and `<i>` are
 * opened again in every paragraph, which makes n of them in n paragraphs n² elements.
 */
const MAX_OPENED_PER_TAG = 8;
const MIN_OPENED = 10_000;
/** What an element costs, in steps, that is opened again: its place in two lists is looked up and changed. */
const REOPENED_STEPS = 2;

/**
 * The tree construction of the HTML Standard without scripts (parse5), told as a stream. Where it would lose the rest
 * of a page, five readings are kinder than the standard:
 *
 * - `<script/>`, `<video/>` and their like are ended when the page is XML by its first line or document type, or when
 *   no end tag of theirs is the next tag of that name;
 * - `title`, `iframe`, `textarea` and other raw text without an end tag anywhere behind it has no content;
 * - `object`, `template` and `noscript` without one end with their parent, as `video` does, and `svg` at cells and
 *   sections;
 * - `</video>` ends a `video` whatever is open in it, and so do the end tags of other dropped elements and of `ruby`;
 * - `frameset` is passed over, so that a body beside it is read.
 *
 * Time is linear in the length of the source, and bounded by the budget: a tag is a step, and so are each of its attributes
 * and each element that is opened. Memory is bounded by the depth, and the source and its text.
 */
export class HtmlParser extends Parser<HtmlNodeMap> {
  readonly #events: HtmlEvents;
  readonly #ends: HtmlEndTags;
  readonly #budget: PageBudget;
  #isXml: boolean;
  #startTags = 0;
  #depth = 0;
  #opened = 0;
  #hasBody = false;
  /** The open elements whose own end tag always ends them, the outermost first. */
  readonly #ending: HtmlNode[] = [];

  /**
   * @param source what will be parsed; null when it comes in parts
   * @throws PageFault PAGE_TOO_SLOW while it parses
   */
  constructor(source: string | null, events: HtmlEvents, budget: PageBudget) {
    const watcher: HtmlNodeWatcher = {
      isDropped: (name) => events.isDropped(name.startsWith(ORDINARY) ? name.slice(ORDINARY.length) : name),
      onOpen: (node) => {
        budget.spend(1);
        this.#opened += 1;
        this.#depth += 1;
        this.#hasBody ||= node.name === 'body';
        if (node.isDropped || node.name === 'ruby') this.#ending.push(node);
        events.onOpen(node);
      },
      onClose: (node) => {
        this.#depth -= 1;
        const place = this.#ending.lastIndexOf(node);
        if (place >= 0) this.#ending.splice(place, 1);
        events.onClose(node);
      },
      onText: (parent, text) => events.onText(parent, text),
    };
    super({ treeAdapter: makeNodeAdapter(watcher), scriptingEnabled: false, sourceCodeLocationInfo: false });
    this.#events = events;
    this.#budget = budget;
    this.#ends = new HtmlEndTags(source);
    this.#isXml = /^\s*<\?xml\s/.test(source ?? '');
  }

  override onDoctype(token: Token.DoctypeToken): void {
    if (/\bXHTML\b/i.test(token.publicId ?? '')) this.#isXml = true;
    super.onDoctype(token);
  }

  override onStartTag(token: Token.TagToken): void {
    this.#budget.spend(1 + token.attrs.length);
    this.#startTags += 1;
    if (!this.#isPassedOver(token)) {
      this.#openWall(token);
      this.#leaveDrawing(token);
      super.onStartTag(token);
    }
    this.#tell(token, false);
  }

  override onEndTag(token: Token.TagToken): void {
    this.#budget.spend(1);
    const ended = this.#ending.findLast(({ name }) => name === token.tagName);
    super.onEndTag(token);
    if (ended?.isOpen) this.#closeInside(ended);
    this.#tell(token, true);
  }

  /** Ends an element, and before it what is open in it, innermost first. */
  #closeInside(ended: HtmlNode): void {
    while (ended.isOpen) {
      const innermost = this.openElements.current;
      if (innermost === undefined) return;
      const token: Token.TagToken = {
        ...{ type: Token.TokenType.END_TAG, tagName: innermost.name, tagID: html.getTagID(innermost.name) },
        ...{ selfClosing: false, ackSelfClosing: false, attrs: [], location: null },
      };
      super.onEndTag(token);
      if (innermost.isOpen) return;
    }
  }

  override _reconstructActiveFormattingElements(): void {
    const opened = this.#opened;
    if (opened > MIN_OPENED + MAX_OPENED_PER_TAG * this.#startTags) return;
    super._reconstructActiveFormattingElements();
    this.#budget.spend(REOPENED_STEPS * (this.#opened - opened));
  }

  #tell(token: Token.TagToken, isEnd: boolean): void {
    this.#events.onTag(this.openElements.current ?? this.document, token, isEnd);
  }

  #isPassedOver(token: Token.TagToken): boolean {
    const name = token.tagName;
    if (name === 'frameset') return true;
    if (this.currentNotInHTML) return this.#depth >= MAX_DEPTH;
    const place = this.tokenizer.preprocessor.offset;
    const isRaw = RAW.has(name);
    if (this.#depth >= MAX_DEPTH && !isRaw) return true;
    if (token.selfClosing) {
      if (this.#isXml) return true;
      if ((isRaw || this.#events.isDropped(name)) && !this.#ends.isEndTagNext(name, place)) return true;
    }
    // The rest of a cut script is script. A wall that stands before the body would be around all of it.
    const isLost = isRaw ? name !== 'script' && name !== 'style' : !this.#hasBody && WALLS.has(name);
    return isLost && name !== 'noscript' && !this.#ends.hasEndTag(name, place);
  }

  #leaveDrawing(token: Token.TagToken): void {
    if (!this.currentNotInHTML || !BEYOND_DRAWINGS.has(token.tagName)) return;
    const drawing = this.#ending.find(({ name }) => name === 'svg');
    if (drawing === undefined || this.#ends.hasEndTag('svg', this.tokenizer.preprocessor.offset)) return;
    this.#closeInside(drawing);
  }

  /** An element that nothing would end becomes one that ends with its parent. */
  #openWall(token: Token.TagToken): void {
    const name = token.tagName;
    if (!WALLS.has(name) || this.currentNotInHTML) return;
    if (!this.#hasBody && name === 'noscript') return;
    if (this.#ends.hasEndTag(name, this.tokenizer.preprocessor.offset)) return;
    token.tagName = `${ORDINARY}${name}`;
    token.tagID = 0;
  }
}
