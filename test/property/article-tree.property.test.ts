import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { ArticleDocument, ArticleElement } from '../../indexer/ingest/article-tree.ts';

/** What both trees can do, in the words of the DOM standard. */
interface Tree {
  createElement(name: string): Item;
  createTextNode(text: string): Item;
}
interface Item {
  readonly nodeType: number;
  readonly parentNode: Item | null;
  readonly tagName?: string;
  readonly children: ArrayLike<Item>;
  readonly childNodes: ArrayLike<Item>;
  readonly firstElementChild: Item | null;
  readonly nextElementSibling: Item | null;
  readonly previousElementSibling: Item | null;
  readonly lastChild: Item | null;
  readonly textContent: string;
  readonly textLength?: number;
  id: string;
  appendChild(node: Item): unknown;
  replaceChild(node: Item, replaced: Item): unknown;
  remove(): void;
  getElementsByTagName(name: string): ArrayLike<Item>;
}

const NAMES = ['div', 'p', 'a', 'td', 'h1', 'span'];

const change = fc.oneof(
  fc.record({ kind: fc.constant('element' as const), at: fc.nat(), name: fc.constantFrom(...NAMES) }),
  fc.record({ kind: fc.constant('text' as const), at: fc.nat(), text: fc.constantFrom('a', ' b ', 'cd', ' \n ') }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('replace' as const), at: fc.nat(), by: fc.constantFrom(...NAMES) }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat() }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function isIn(node: Item, other: Item): boolean {
  for (let place: Item | null = node; place; place = place.parentNode) if (place === other) return true;
  return false;
}

/** @param items all nodes that were ever made, the root first */
function carryOut(tree: Tree, items: Item[], made: Change): void {
  const item = items[made.at % items.length];
  const inside = item.nodeType === 1 ? item : items[0];
  if (made.kind === 'element') {
    const element = tree.createElement(made.name);
    element.id = String(items.length);
    inside.appendChild(element);
    items.push(element);
  } else if (made.kind === 'text') {
    const text = tree.createTextNode(made.text);
    inside.appendChild(text);
    items.push(text);
  } else if (made.kind === 'move') {
    const target = items[made.to % items.length];
    if (target.nodeType === 1 && item !== items[0] && !isIn(target, item)) target.appendChild(item);
  } else if (made.kind === 'replace') {
    if (item === items[0] || item.parentNode === null) return;
    const element = tree.createElement(made.by);
    item.parentNode.replaceChild(element, item);
    element.appendChild(item);
    items.push(element);
  } else if (item !== items[0]) {
    item.remove();
  }
}

/** Of the text without the white space that the search leaves out, which one of the trees knows by itself. */
function lengthOf({ textContent, textLength }: Item): number {
  return textLength ?? textContent.trim().replace(/\s{2,}/g, ' ').length;
}

/** All that the search asks of a tree, of every node. */
function describeTree(items: readonly Item[]): unknown {
  const places = new Map(items.map((item, place) => [item, place]));
  const place = (item: Item | null | undefined) => (item ? places.get(item) : null);
  const all = (list: ArrayLike<Item>) => Array.from(list, place);
  return items.map((item) => {
    const around = { parent: place(item.parentNode), next: place(item.nextElementSibling) };
    const before = { text: item.textContent, length: lengthOf(item), previous: place(item.previousElementSibling) };
    if (item.nodeType !== 1) return { ...around, ...before };
    const inside = { nodes: all(item.childNodes), elements: all(item.children), first: place(item.firstElementChild) };
    const named = NAMES.map((name) => all(item.getElementsByTagName(name)));
    return { ...around, ...before, ...inside, last: place(item.lastChild), named };
  });
}

function grow(tree: Tree, root: Item, changes: readonly Change[]): unknown[] {
  const items = [root];
  // What is asked in between must not be answered from what was asked before.
  return changes.map((made) => {
    carryOut(tree, items, made);
    return describeTree(items);
  });
}

function makeArticle(): ArticleDocument {
  return new ArticleDocument(new ArticleElement('head'), new ArticleElement('body'));
}

describe('the tree that an article is looked for in', () => {
  it('answers as that of a browser does, whatever is moved, put in and taken out of it', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const browser = parseHTML('<html><body></body></html>').document;
        const article = makeArticle();
        const expected = grow(browser as unknown as Tree, browser.body as unknown as Item, changes);
        browser.documentElement.remove();
        expect(withoutRoot(grow(article as unknown as Tree, article.body as unknown as Item, changes))).toEqual(
          withoutRoot(expected),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('finds an element under the name that it was given last', () => {
    const { body } = makeArticle();
    const element = new ArticleElement('font');
    body.appendChild(element);
    expect(body.getElementsByTagName('span')).toEqual([]);
    element.tagName = 'SPAN';
    expect(body.getElementsByTagName('span')).toEqual([element]);
    expect(body.getElementsByTagName('font')).toEqual([]);
  });

  it('puts back what was in an element, as often as wanted, whatever was done to it since', () => {
    const article = makeArticle();
    const { body } = article;
    const paragraph = article.createElement('P');
    paragraph.appendChild(article.createTextNode('as it was'));
    body.appendChild(paragraph);
    const kept = body.innerHTML;
    for (const _ of [1, 2]) {
      body.firstElementChild?.firstChild?.remove();
      body.firstElementChild?.setAttribute('class', 'changed');
      expect(body.textContent).toBe('');
      body.innerHTML = kept;
      expect(body.textContent).toBe('as it was');
      expect(body.firstElementChild?.attributes).toEqual([]);
      expect(body.getElementsByTagName('p')).toHaveLength(1);
    }
  });

  it('keeps attributes by their names', () => {
    const element = new ArticleElement('p');
    element.id = 'a';
    element.className = 'b c';
    element.setAttribute('id', 'd');
    const other = new ArticleElement('div');
    for (const attribute of element.attributes) other.setAttributeNode(attribute.cloneNode());
    element.removeAttribute('class');
    expect([element.id, element.className, element.hasAttribute('class')]).toEqual(['d', '', false]);
    expect([other.id, other.className, other.src]).toEqual(['d', 'b c', '']);
  });
});

/** The body of a page has a parent and neighbours of its own, which are not looked at. */
function withoutRoot(states: unknown[]): unknown[] {
  return states.map((state) => {
    const [{ parent: _, next: __, previous: ___, ...root }, ...others] = state as [
      Record<string, unknown>,
      ...unknown[],
    ];
    return [root, ...others];
  });
}
