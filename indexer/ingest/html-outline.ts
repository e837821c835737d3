import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { MAX_ARTICLE_CHILDREN, MAX_ARTICLE_DEPTH, MAX_ARTICLE_STEPS } from '../../src/limits.ts';
import { VOID_ELEMENTS } from './article-text.ts';
import { ArticleDocument, ArticleElement, ArticleText } from './article-tree.ts';
import type { HtmlNode } from './html-node.ts';
import { mapAttributes } from './html-text.ts';
import { keepAttributes } from './outline-attributes.ts';

/** What an element costs, in steps: by itself, and for each element that it is in. A step is a twentieth of a microsecond. */
const ELEMENT_STEPS = 1024;
const LEVEL_STEPS = 32;
/** Dropped elements whose presence says something about the text around them: they stay, empty. */
const PLAYERS = new Set(['iframe', 'object', 'video', 'audio', 'canvas', 'svg']);
/** Old names of `pre`. */
const VERBATIM = new Set(['xmp', 'listing', 'plaintext']);

/** An element of the page that is open, and what was made of it. */
interface OpenElement {
  readonly node: HtmlNode;
  readonly element: ArticleElement;
  /** How many nodes are in it. */
  children: number;
}

/**
 * A page made anew while it is parsed, of what the search for its article looks at and of nothing else: without scripts, comments and long
 * attributes. So whatever a page holds, what the search gets is bounded.
 *
 * Its cost is counted as the search goes through it: each character once for each element that it is in, and each element. Nodes in
 * one element are counted too: the search makes lists of them.
 */
export class HtmlOutline {
  #body: ArticleElement | null = null;
  #isOver = false;
  #steps = 0;
  /** Outermost first. */
  readonly #open: OpenElement[] = [];
  #text = '';
  /** Elements that are open and were not made anew: dropped ones, and all in them. */
  readonly #passedOver = new Set<HtmlNode>();
  readonly #limit: number;

  /** @param limit most steps */
  constructor(limit = MAX_ARTICLE_STEPS) {
    this.#limit = limit;
  }

  onOpen(node: HtmlNode): void {
    if (this.#isOver || (this.#body === null && node.name !== 'body')) return;
    if (!node.isDropped && this.#passedOver.size === 0) {
      this.#openElement(node);
      return;
    }
    if (this.#passedOver.size === 0 && PLAYERS.has(node.name)) this.#add(makeElement(node));
    this.#passedOver.add(node);
  }

  /** Elements are not always closed innermost first: those inside are closed with it, and opened again. */
  onClose(node: HtmlNode): void {
    if (this.#passedOver.delete(node)) return;
    const place = this.#open.findLastIndex((open) => open.node === node);
    if (place < 0) return;
    this.#endText();
    const inside = this.#open.splice(place).slice(1);
    for (const again of inside) this.#openElement(again.node);
  }

  onTag(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#body === null || this.#passedOver.size > 0 || !VOID_ELEMENTS.has(name)) return;
    const element = new ArticleElement(name);
    keepAttributes(element, attributes);
    this.#add(element);
  }

  onText(text: string): void {
    if (this.#body === null || this.#passedOver.size > 0) return;
    this.#text += text;
    this.#spend(text.length * this.#open.length);
  }

  /** The page with this title and author in its head; null when to look through it would take too many steps. To be called once. */
  toTree(title: string, byline: string | undefined): ArticleDocument | null {
    this.#endText();
    if (this.#body === null) return null;
    const head = new ArticleElement('head');
    head.appendChild(makeMeta({ property: 'og:title', content: title }));
    if (byline !== undefined) head.appendChild(makeMeta({ name: 'author', content: byline }));
    return new ArticleDocument(head, this.#body);
  }

  #openElement(node: HtmlNode): void {
    const element = makeElement(node);
    // It is a child of the one around it, and counts as one of its own from here on.
    this.#add(element, this.#open.length + 1);
    if (this.#isOver) return;
    this.#body ??= element;
    this.#open.push({ node, element, children: 0 });
  }

  /** @param level how many elements are in each other with this one */
  #add(element: ArticleElement, level = this.#open.length): void {
    this.#endText();
    this.#append(element);
    this.#spend(level > MAX_ARTICLE_DEPTH ? Number.POSITIVE_INFINITY : ELEMENT_STEPS + LEVEL_STEPS * level);
  }

  #endText(): void {
    if (this.#text !== '') this.#append(new ArticleText(this.#text));
    this.#text = '';
  }

  #append(node: ArticleElement | ArticleText): void {
    const around = this.#open.at(-1);
    if (around === undefined) return;
    around.element.appendChild(node);
    around.children += 1;
    if (around.children > MAX_ARTICLE_CHILDREN) this.#spend(Number.POSITIVE_INFINITY);
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps <= this.#limit) return;
    this.#isOver = true;
    this.#body = null;
    this.#open.length = 0;
    this.#text = '';
  }
}

function makeElement(node: HtmlNode): ArticleElement {
  const element = new ArticleElement(nameOf(node));
  keepAttributes(element, mapAttributes(node.attributes));
  return element;
}

function makeMeta(attributes: { readonly [name: string]: string }): ArticleElement {
  const element = new ArticleElement('meta');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Names that are none are those of elements without a meaning. */
function nameOf({ name }: HtmlNode): string {
  if (VERBATIM.has(name)) return 'pre';
  return /^[a-z][a-z0-9-]*$/i.test(name) && name.length <= 64 ? lowerAscii(name) : 'span';
}
