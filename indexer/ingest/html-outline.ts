import { html as standard } from 'parse5';
import { escapeMarkup } from '../../src/bytes/escape-markup.ts';
import { MAX_ARTICLE_CHILDREN, MAX_ARTICLE_DEPTH, MAX_ARTICLE_STEPS } from '../../src/limits.ts';
import type { HtmlNode } from './html-node.ts';
import { keptAttributes } from './outline-attributes.ts';

/** What an element costs, in steps: by itself, and for each element that it is in. A step is a twentieth of a microsecond. */
const ELEMENT_STEPS = 1024;
const LEVEL_STEPS = 32;
/** Characters that are written as references: the parser of the search makes a node of each, and one of what follows. */
const REFERENCES = /[&<>"]/g;
/** Elements without content and without an end tag. They are told as tags: the parser never opens them. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'wbr', 'embed']);
/** Dropped elements whose presence says something about the text around them: they stay, empty. */
const PLAYERS = new Set(['iframe', 'object', 'video', 'audio', 'canvas', 'svg']);
/** Elements that a parser reads to their end tag, without a tag inside. */
const RAW = new Set(['xmp', 'listing', 'plaintext']);

/**
 * A page written anew while it is parsed, with what the search for its article looks at and with nothing else: well-formed,
 * without scripts, comments and long attributes. So whatever a page holds, what the search gets is bounded.
 *
 * Its cost is counted as the search goes through it: each character once for each element that it is in, and each element. Nodes in
 * one element are counted too: the search takes them as the arguments of a call, and so many fill a stack.
 */
export class HtmlOutline {
  #parts: string[] = [];
  #steps = 0;
  /** Elements that were written and are open, outermost first. */
  readonly #open: HtmlNode[] = [];
  /** Of each of `#open`, how many nodes are in it. */
  readonly #children: number[] = [];
  #isAfterText = false;
  /** Elements that are open and were not written: dropped ones, and all in them. */
  readonly #passedOver = new Set<HtmlNode>();
  #hasBody = false;
  readonly #limit: number;

  /** @param limit most steps */
  constructor(limit = MAX_ARTICLE_STEPS) {
    this.#limit = limit;
  }

  onOpen(node: HtmlNode): void {
    this.#hasBody ||= node.name === 'body';
    if (!this.#hasBody) return;
    if (!node.isDropped && this.#passedOver.size === 0) {
      this.#openElement(node);
      return;
    }
    if (this.#passedOver.size === 0 && PLAYERS.has(node.name)) {
      this.#countChildren(1);
      this.#writeElement(`${startTag(node)}</${nameOf(node)}>`);
    }
    this.#passedOver.add(node);
  }

  /** Elements are not always closed innermost first: those inside are closed with it, and opened again. */
  onClose(node: HtmlNode): void {
    if (this.#passedOver.delete(node)) return;
    const place = this.#open.lastIndexOf(node);
    if (place < 0) return;
    const inside = this.#open.splice(place).slice(1);
    this.#children.splice(place);
    this.#isAfterText = false;
    for (const closed of [...inside].reverse()) this.#write(`</${nameOf(closed)}>`);
    this.#write(`</${nameOf(node)}>`);
    for (const again of inside) this.#openElement(again);
  }

  onTag(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#hasBody && this.#passedOver.size === 0 && VOID.has(name)) {
      this.#countChildren(1);
      this.#writeElement(`<${name}${keptAttributes(name, attributes)}>`);
    }
  }

  onText(text: string): void {
    if (!this.#hasBody || this.#passedOver.size > 0) return;
    const references = text.match(REFERENCES)?.length ?? 0;
    this.#countChildren(2 * references + (this.#isAfterText ? 0 : 1));
    this.#isAfterText = true;
    this.#write(escapeMarkup(text), text.length * this.#open.length + references * ELEMENT_STEPS);
  }

  /**
   * The page with this title and author in its head; null when to look through it would take too many steps.
   */
  toHtml(title: string, byline: string | undefined): string | null {
    if (this.#steps > this.#limit || !this.#hasBody) return null;
    const author = byline === undefined ? '' : `<meta name="author" content="${escapeMarkup(byline)}">`;
    const head = `<head><meta property="og:title" content="${escapeMarkup(title)}">${author}</head>`;
    const ends = [...this.#open].reverse().map((node) => `</${nameOf(node)}>`);
    return `<!DOCTYPE html><html>${head}${this.#parts.join('')}${ends.join('')}</html>`;
  }

  #openElement(node: HtmlNode): void {
    // It is a child of the one around it, and counts as one of its own from here on.
    this.#countChildren(1);
    this.#open.push(node);
    this.#children.push(0);
    this.#writeElement(startTag(node));
  }

  #countChildren(count: number): void {
    const last = this.#children.length - 1;
    if (last < 0) return;
    this.#children[last] += count;
    if (this.#children[last] > MAX_ARTICLE_CHILDREN) this.#steps = Number.POSITIVE_INFINITY;
  }

  #writeElement(part: string): void {
    this.#isAfterText = false;
    if (this.#open.length > MAX_ARTICLE_DEPTH) this.#steps = Number.POSITIVE_INFINITY;
    this.#write(part, ELEMENT_STEPS + LEVEL_STEPS * this.#open.length);
  }

  #write(part: string, steps = 0): void {
    this.#steps += steps;
    if (this.#steps <= this.#limit) this.#parts.push(part);
    else this.#parts = [];
  }
}

function startTag(node: HtmlNode): string {
  const name = nameOf(node);
  return `<${name}${keptAttributes(name, new Map(node.attributes.map((each) => [each.name, each.value])))}>`;
}

/** Names that another parser might take for something else are those of elements without a meaning. */
function nameOf({ name, namespace }: HtmlNode): string {
  if (RAW.has(name)) return 'pre';
  if (namespace !== standard.NS.HTML && /^(?:title|style|script|textarea)$/i.test(name)) return 'span';
  return /^[a-z][a-z0-9-]*$/i.test(name) && name.length <= 64 ? name : 'span';
}
