import { lowerAscii } from '../../src/bytes/lower-ascii.ts';

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
  readonly nodeType = TEXT_NODE;
  readonly nodeName = '#text';
  readonly childNodes: readonly ArticleNode[] = [];
  readonly textContent: string;

  constructor(text: string) {
    super();
    this.textContent = text;
  }

  remove(): void {
    if (this.parentNode instanceof ArticleElement) this.parentNode.removeChild(this);
  }

  copy(): ArticleText {
    return new ArticleText(this.textContent);
  }
}

export class ArticleElement extends Chained {
  readonly nodeType = ELEMENT_NODE;
  readonly attributes: ArticleAttribute[] = [];
  localName: string;
  firstChild: ArticleNode | null = null;
  lastChild: ArticleNode | null = null;
  #tagName: string;
  /** The names of the elements in it, each as one bit of 32: more may be set than there are, never fewer. */
  #names = 0;
  /** Kept until something in it changes. Where it is kept, that of each element in it is kept. */
  #text: string | null = null;
  #nodes: readonly ArticleNode[] | null = null;
  #elements: readonly ArticleElement[] | null = null;

  /** @param name in lower case */
  constructor(name: string, tagName = name.toUpperCase()) {
    super();
    this.localName = name;
    this.#tagName = tagName;
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
    for (const attribute of this.attributes) if (attribute.name === name) return attribute.value;
    return null;
  }

  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== null;
  }

  setAttribute(name: string, value: string): void {
    const place = this.attributes.findIndex((attribute) => attribute.name === name);
    this.attributes[place < 0 ? this.attributes.length : place] = makeAttribute(name, value);
  }

  setAttributeNode({ name, value }: ArticleAttribute): void {
    this.setAttribute(name, value);
  }

  removeAttribute(name: string): void {
    const place = this.attributes.findIndex((attribute) => attribute.name === name);
    if (place >= 0) this.attributes.splice(place, 1);
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

  /** Elements of that name in it, in the order of the tree. */
  getElementsByTagName(name: string): ArticleElement[] {
    const found: ArticleElement[] = [];
    const tag = name.toUpperCase();
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

  copy(): ArticleElement {
    const copied = new ArticleElement(this.localName, this.#tagName);
    for (const attribute of this.attributes) copied.attributes.push(attribute);
    copied.#names = this.#names;
    for (let node = this.firstChild; node !== null; node = node.nextSibling) {
      const inside = node.copy();
      inside.parentNode = copied;
      inside.previousSibling = copied.lastChild;
      if (copied.lastChild === null) copied.firstChild = inside;
      else copied.lastChild.nextSibling = inside;
      copied.lastChild = inside;
    }
    return copied;
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

/** The content of an element as it was. */
class ArticleCopy {
  readonly #nodes: readonly ArticleNode[];

  constructor(element: ArticleElement) {
    this.#nodes = element.childNodes.map((node) => node.copy());
  }

  putInto(element: ArticleElement): void {
    for (const node of this.#nodes) element.appendChild(node.copy());
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

/** One of 32 bits for each name: two names may have the same. */
function bitOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 111) + name.charCodeAt(at)) | 0;
  return 1 << (hash & 31);
}
