import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { bitOf, tagOf } from './article-names.ts';

/**
 * The part of the Document Object Model that Readability asks for, and no more. It asks three things again and again of trees that it changes
 * little: the text of an element, the elements of a name in it, and the element behind it. So an element keeps its text until something in it
 * changes, knows which names cannot be in it, and is chained to its neighbours.
 *
 * What has no part in a text is not there: styles, addresses, events, and lists that follow the tree.
 */

const ELEMENT_NODE = 1;
const TEXT_NODE = 3;

/** By this Readability knows the tree of its own, JSDOMParser. It then gives an element another name, rather than put another element there. */
const RENAMES = { __JSDOMParser__: true } as const;

const NO_NODES: readonly ArticleNode[] = [];
const NO_ATTRIBUTES: readonly ArticleAttribute[] = [];

export type ArticleNode = ArticleElement | ArticleText;

export interface ArticleAttribute {
  readonly name: string;
  readonly value: string;
  /** Attributes never change: those that are set anew are others. */
  cloneNode(): ArticleAttribute;
}

/** A place in an element, and the way to its neighbours. */
abstract class Chained {
  parentNode: ArticleElement | ArticleDocument | null = null;
  previousSibling: ArticleNode | null = null;
  nextSibling: ArticleNode | null = null;

  get nextElementSibling(): ArticleElement | null {
    let node = this.nextSibling;
    while (node instanceof ArticleText) node = node.nextSibling;
    return node;
  }

  get previousElementSibling(): ArticleElement | null {
    let node = this.previousSibling;
    while (node instanceof ArticleText) node = node.previousSibling;
    return node;
  }
}

export class ArticleText extends Chained {
  readonly textContent: string;

  constructor(text: string) {
    super();
    this.textContent = text;
  }

  get nodeType(): number {
    return TEXT_NODE;
  }

  get nodeName(): string {
    return '#text';
  }

  get childNodes(): readonly ArticleNode[] {
    return NO_NODES;
  }

  remove(): void {
    if (this.parentNode instanceof ArticleElement) this.parentNode.removeChild(this);
  }
}

export class ArticleElement extends Chained {
  localName: string;
  firstChild: ArticleNode | null = null;
  lastChild: ArticleNode | null = null;
  #tagName: string;
  #attributes: readonly ArticleAttribute[];
  /** The names of the elements in it, each as one bit of 32: more may be set than there are, never fewer. */
  #names = 0;
  /** Kept until something in it changes. Where it is kept, that of each element in it is kept. */
  #text: string | null = null;
  /** As `textLength`; −1 where it is not known. */
  #textLength = -1;
  /** What Readability writes down of some elements. It stands in all of them, so that they are alike to the engine. */
  readability: unknown = undefined;
  _readabilityDataTable: boolean | undefined = undefined;
  #nodes: readonly ArticleNode[] | null = null;
  #elements: readonly ArticleElement[] | null = null;

  /** @param name in lower case */
  constructor(name: string, tagName = tagOf(name), attributes: readonly ArticleAttribute[] = NO_ATTRIBUTES) {
    super();
    this.localName = name;
    this.#tagName = tagName;
    this.#attributes = attributes;
  }

  get nodeType(): number {
    return ELEMENT_NODE;
  }

  /** As they are now: changes make other lists. */
  get attributes(): readonly ArticleAttribute[] {
    return this.#attributes;
  }

  get tagName(): string {
    return this.#tagName;
  }

  set tagName(name: string) {
    this.#tagName = name;
    this.#tell(bitOf(name));
  }

  get nodeName(): string {
    return this.#tagName;
  }

  get id(): string {
    return this.getAttribute('id') ?? '';
  }

  set id(value: string) {
    this.setAttribute('id', value);
  }

  get className(): string {
    return this.getAttribute('class') ?? '';
  }

  set className(value: string) {
    this.setAttribute('class', value);
  }

  get src(): string {
    return this.getAttribute('src') ?? '';
  }

  getAttribute(name: string): string | null {
    for (const attribute of this.#attributes) if (attribute.name === name) return attribute.value;
    return null;
  }

  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== null;
  }

  setAttribute(name: string, value: string): void {
    const others = this.#attributes;
    const attribute = makeAttribute(name, value);
    this.#attributes = this.hasAttribute(name)
      ? others.map((other) => (other.name === name ? attribute : other))
      : [...others, attribute];
  }

  setAttributeNode({ name, value }: ArticleAttribute): void {
    this.setAttribute(name, value);
  }

  removeAttribute(name: string): void {
    if (this.hasAttribute(name)) this.#attributes = this.#attributes.filter((attribute) => attribute.name !== name);
  }

  /** As they are now: changes of the tree make other lists. */
  get childNodes(): readonly ArticleNode[] {
    if (this.#nodes === null) {
      const nodes: ArticleNode[] = [];
      for (let node = this.firstChild; node !== null; node = node.nextSibling) nodes.push(node);
      this.#nodes = nodes;
    }
    return this.#nodes;
  }

  get children(): readonly ArticleElement[] {
    if (this.#elements === null) {
      const elements: ArticleElement[] = [];
      for (let node = this.firstElementChild; node !== null; node = node.nextElementSibling) elements.push(node);
      this.#elements = elements;
    }
    return this.#elements;
  }

  get firstElementChild(): ArticleElement | null {
    const first = this.firstChild;
    return first instanceof ArticleText ? first.nextElementSibling : first;
  }

  get textContent(): string {
    if (this.#text === null) {
      let text = '';
      for (let node = this.firstChild; node !== null; node = node.nextSibling) text += node.textContent;
      this.#text = text;
    }
    return this.#text;
  }

  /** Characters of its text, without white space at its ends, and with one character for more of it between words. */
  get textLength(): number {
    const text = this.textContent;
    if (this.#textLength < 0) this.#textLength = text.trim().replace(/\s{2,}/g, ' ').length;
    return this.#textLength;
  }

  /** Elements of that name in it, in the order of the tree. */
  getElementsByTagName(name: string): ArticleElement[] {
    const found: ArticleElement[] = [];
    const tag = tagOf(name);
    this.#gather(tag, bitOf(tag), found);
    return found;
  }

  appendChild(node: ArticleNode): void {
    node.remove();
    this.#put(node, this.lastChild, null);
  }

  removeChild(node: ArticleNode): void {
    const { previousSibling, nextSibling } = node;
    if (previousSibling === null) this.firstChild = nextSibling;
    else previousSibling.nextSibling = nextSibling;
    if (nextSibling === null) this.lastChild = previousSibling;
    else nextSibling.previousSibling = previousSibling;
    node.parentNode = null;
    node.previousSibling = null;
    node.nextSibling = null;
    this.#change();
  }

  replaceChild(node: ArticleNode, replaced: ArticleNode): void {
    node.remove();
    const { previousSibling, nextSibling } = replaced;
    this.removeChild(replaced);
    this.#put(node, previousSibling, nextSibling);
  }

  remove(): void {
    if (this.parentNode instanceof ArticleElement) this.parentNode.removeChild(this);
  }

  /** What is in it, to be put back later, as often as wanted. */
  get innerHTML(): ArticleCopy {
    return new ArticleCopy(this);
  }

  set innerHTML(kept: ArticleCopy) {
    while (this.firstChild !== null) this.removeChild(this.firstChild);
    kept.putInto(this);
  }

  /** Writes down what is in it. */
  writeContent(parts: ArticlePart[]): void {
    for (let node = this.firstChild; node !== null; node = node.nextSibling) {
      if (node instanceof ArticleText) {
        parts.push(node.textContent);
        continue;
      }
      parts.push({ name: node.localName, tagName: node.#tagName, attributes: node.#attributes });
      node.writeContent(parts);
      parts.push(null);
    }
  }

  /** Puts behind its content what was written down, from a place on, to the end of an element, and returns the place behind that. */
  readContent(parts: readonly ArticlePart[], from: number): number {
    let at = from;
    for (; at < parts.length; at++) {
      const part = parts[at];
      if (part === null) return at;
      if (typeof part === 'string') {
        this.#put(new ArticleText(part), this.lastChild, null);
        continue;
      }
      const element = new ArticleElement(part.name, part.tagName, part.attributes);
      at = element.readContent(parts, at + 1);
      this.#put(element, this.lastChild, null);
    }
    return at;
  }

  #put(node: ArticleNode, previous: ArticleNode | null, next: ArticleNode | null): void {
    node.parentNode = this;
    node.previousSibling = previous;
    node.nextSibling = next;
    if (previous === null) this.firstChild = node;
    else previous.nextSibling = node;
    if (next === null) this.lastChild = node;
    else next.previousSibling = node;
    this.#change();
    if (node instanceof ArticleElement) node.#tell(bitOf(node.#tagName) | node.#names);
  }

  /** Forgets what was known of its content, and so of that of the elements around it. */
  #change(): void {
    this.#nodes = null;
    this.#elements = null;
    let element: ArticleElement | ArticleDocument | null = this;
    while (element instanceof ArticleElement && element.#text !== null) {
      element.#text = null;
      element.#textLength = -1;
      element = element.parentNode;
    }
  }

  /** Tells the elements around it of names. */
  #tell(names: number): void {
    let element = this.parentNode;
    while (element instanceof ArticleElement && (element.#names | names) !== element.#names) {
      element.#names |= names;
      element = element.parentNode;
    }
  }

  #gather(tag: string, bit: number, found: ArticleElement[]): void {
    if ((this.#names & bit) === 0) return;
    for (let node = this.firstElementChild; node !== null; node = node.nextElementSibling) {
      if (node.#tagName === tag) found.push(node);
      node.#gather(tag, bit, found);
    }
  }
}

/** A text, an element that begins, or null where one ends. */
export type ArticlePart =
  | string
  | { readonly name: string; readonly tagName: string; readonly attributes: readonly ArticleAttribute[] }
  | null;

/** The content of an element as it was. Written in a row it takes a fraction of what the tree does. */
class ArticleCopy {
  readonly #parts: ArticlePart[] = [];

  constructor(element: ArticleElement) {
    element.writeContent(this.#parts);
  }

  putInto(element: ArticleElement): void {
    element.readContent(this.#parts, 0);
  }
}

/** A page of a head and a body. */
export class ArticleDocument {
  readonly firstChild = RENAMES;
  readonly documentElement = new ArticleElement('html');
  readonly body: ArticleElement;
  readonly title = '';
  /** Where both are the same, links within the page are left alone, and others are not there. */
  readonly baseURI = 'about:blank';
  readonly documentURI = 'about:blank';

  constructor(head: ArticleElement, body: ArticleElement) {
    this.body = body;
    this.documentElement.appendChild(head);
    this.documentElement.appendChild(body);
    this.documentElement.parentNode = this;
  }

  getElementsByTagName(name: string): ArticleElement[] {
    return this.documentElement.getElementsByTagName(name);
  }

  createElement(name: string): ArticleElement {
    return new ArticleElement(lowerAscii(name));
  }

  createTextNode(text: string): ArticleText {
    return new ArticleText(text);
  }
}

export function makeAttribute(name: string, value: string): ArticleAttribute {
  const attribute: ArticleAttribute = { name, value, cloneNode: () => attribute };
  return attribute;
}
