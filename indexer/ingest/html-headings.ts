import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import type { HtmlNode } from './html-node.ts';

/** Headings that are looked at, and characters of each: enough to know a title again. */
const MAX_HEADINGS = 256;
const MAX_CHARACTERS = 1024;
/** Headings that may be open in each other. */
const MAX_OPEN = 8;

/** The headings of the two highest levels, while a page is parsed. */
export class HtmlHeadings {
  readonly h1: string[] = [];
  readonly h2: string[] = [];
  readonly #open: { readonly node: HtmlNode; text: string }[] = [];

  onOpen(node: HtmlNode): void {
    if ((node.name === 'h1' || node.name === 'h2') && this.#open.length < MAX_OPEN) this.#open.push({ node, text: '' });
  }

  onText(parent: HtmlNode, text: string): void {
    if (parent.isDropped) return;
    for (const heading of this.#open) {
      if (heading.text.length < MAX_CHARACTERS) heading.text += text;
    }
  }

  onClose(node: HtmlNode): void {
    const place = this.#open.findLastIndex((heading) => heading.node === node);
    if (place < 0) return;
    const [{ text }] = this.#open.splice(place, 1);
    const list = node.name === 'h1' ? this.h1 : this.h2;
    if (list.length < MAX_HEADINGS)
      list.push(trimWhiteSpace(text.slice(0, MAX_CHARACTERS).replace(/[\t\n\f\r ]+/g, ' ')));
  }
}
