import type { ArticleElement } from './article-tree.ts';

/** Longest value that is kept; what is longer is cut. Some of the search goes through a value once for each of its characters. */
const MAX_VALUE_CHARACTERS = 512;

/** Attributes that tell an article from what is around it. */
const KEPT = [
  ...['id', 'class', 'rel', 'itemprop', 'role', 'hidden', 'aria-hidden', 'aria-modal', 'type'],
  ...['summary', 'datatable', 'colspan', 'rowspan'],
];
const PLAYERS = new Set(['iframe', 'embed', 'object', 'video']);
const HIDDEN_STYLE = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** Gives an element the attributes that the search for an article looks at. */
export function keepAttributes(element: ArticleElement, attributes: ReadonlyMap<string, string>): void {
  const name = element.localName;
  if (attributes.size === 0 && name !== 'img') return;
  const keep = (key: string, value: string): void => {
    element.setAttribute(key, value.slice(0, MAX_VALUE_CHARACTERS));
  };
  // Formulas of MathJax say in their class that they have a menu, and would be taken for one.
  for (const key of name.startsWith('mjx-') ? [] : KEPT) {
    const value = attributes.get(key);
    if (value !== undefined) keep(key, value);
  }
  const style = attributes.get('style')?.slice(0, MAX_VALUE_CHARACTERS) ?? '';
  if (HIDDEN_STYLE.test(style)) keep('hidden', '');
  const href = attributes.get('href');
  // A link within the page counts less than one that leads away; where to does not matter, and `#` is never looked up.
  if (name === 'a' && href !== undefined) keep('href', href.startsWith('#') && href.length > 1 ? '#x' : '#');
  const source = attributes.get('src') ?? attributes.get('data');
  if (PLAYERS.has(name) && source !== undefined) keep('src', source);
  if (name === 'img') keep('src', '#');
}
