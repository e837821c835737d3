import type { ArticleElement } from './article-tree.ts';
import { breakAt } from './html-text.ts';
import type { PlainText } from './plain-text.ts';
import { RubyBase } from './ruby-base.ts';

/** Elements without content: they break the text once. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input', 'wbr', 'embed']);

/** Writes the text of an article as `writeHtmlText` writes that of a page. All that is in the tree is text. */
export function writeArticleText(article: ArticleElement, text: PlainText): void {
  writeContent(article, (words) => text.write(words), text);
}

/** @param write how text is written at this place */
function writeContent(element: ArticleElement, write: (words: string) => void, text: PlainText): void {
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (!('localName' in node)) {
      write(node.textContent);
      continue;
    }
    const name = node.localName;
    breakAt(name, text);
    if (VOID_ELEMENTS.has(name)) continue;
    if (name === 'pre') writeContent(node, (words) => text.writeVerbatim(words), text);
    else if (name === 'ruby') writeRuby(node, write, text);
    else writeContent(node, write, text);
    breakAt(name, text);
  }
}

function writeRuby(element: ArticleElement, write: (words: string) => void, text: PlainText): void {
  const base = new RubyBase();
  base.begin();
  writeContent(element, (words) => write(base.join(words)), text);
  write(base.end());
}
