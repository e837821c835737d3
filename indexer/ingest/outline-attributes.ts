import { ArticleAttribute } from './article-tree.ts';

/** Longest value that is kept; what is longer is cut. Some of the search goes through a value once for each of its characters. */
const MAX_VALUE_CHARACTERS = 512;

/** Attributes that tell an article from what is around it. */
const KEPT = [
  ...['id', 'class', 'rel', 'itemprop', 'role', 'hidden', 'aria-hidden', 'aria-modal', 'type'],
  ...['summary', 'datatable', 'colspan', 'rowspan'],
];
const PLAYERS = new Set(['iframe', 'embed', 'object', 'video']);
const NO_ATTRIBUTES: readonly ArticleAttribute[] = [];
const IMAGE_ATTRIBUTES: readonly ArticleAttribute[] = [new ArticleAttribute('src', '#')];
const HIDDEN_STYLE = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** The attributes of an element that the search for an article looks at. @param name of the element, in lower case */
export function keptAttributes(name: string, attributes: ReadonlyMap<string, string>): readonly ArticleAttribute[] {
  const isImage = name === 'img';
  if (attributes.size === 0) return isImage ? IMAGE_ATTRIBUTES : NO_ATTRIBUTES;
  const kept: ArticleAttribute[] = [];
  const keep = (key: string, value: string): void => {
    kept.push(new ArticleAttribute(key, value.slice(0, MAX_VALUE_CHARACTERS)));
  };
  const style = attributes.get('style')?.slice(0, MAX_VALUE_CHARACTERS) ?? '';
  const isHidden = HIDDEN_STYLE.test(style);
  // Formulas of MathJax say in their class that they have a menu, and would be taken for one.
  for (const key of name.startsWith('mjx-') ? [] : KEPT) {
    const value = attributes.get(key);
    if (value !== undefined && !(isHidden && key === 'hidden')) keep(key, value);
  }
  if (isHidden) keep('hidden', '');
  const href = attributes.get('href');
  // A link within the page counts less than one that leads away; where to does not matter, and `#` is never looked up.
  if (name === 'a' && href !== undefined) keep('href', href.startsWith('#') && href.length > 1 ? '#x' : '#');
  const source = attributes.get('src') ?? attributes.get('data');
  if (PLAYERS.has(name) && source !== undefined) keep('src', source);
  if (isImage) keep('src', '#');
  return kept;
}
