import { VOID_ELEMENTS } from '../../indexer/ingest/article-text.ts';
import type { ArticleElement } from '../../indexer/ingest/article-tree.ts';
import { escapeMarkup } from '../../src/bytes/escape-markup.ts';

/** The content of an element as well-formed HTML. */
export function writeArticleMarkup(element: ArticleElement): string {
  const parts = element.childNodes.map((node) => {
    if (!('localName' in node)) return escapeMarkup(node.textContent);
    const attributes = node.attributes.map(({ name, value }) => ` ${name}="${escapeMarkup(value)}"`).join('');
    const tag = `<${node.localName}${attributes}>`;
    return VOID_ELEMENTS.has(node.localName) ? tag : `${tag}${writeArticleMarkup(node)}</${node.localName}>`;
  });
  return parts.join('');
}
