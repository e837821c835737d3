import { MAX_JSON_LD_CHARACTERS } from '../../src/limits.ts';
import type { HtmlNode } from './html-node.ts';

/** The scripts of a page that are data, while it is parsed. */
export class HtmlScripts {
  readonly #tell: (type: string, script: string) => void;
  #parts: string[] = [];
  #characters = 0;

  /** @param tell is given the type and the text of each script with a type */
  constructor(tell: (type: string, script: string) => void) {
    this.#tell = tell;
  }

  onText(parent: HtmlNode, text: string): void {
    if (parent.name !== 'script') return;
    this.#characters += text.length;
    if (this.#characters <= MAX_JSON_LD_CHARACTERS) this.#parts.push(text);
  }

  onClose(node: HtmlNode): void {
    if (node.name !== 'script') return;
    const type = node.attributes.find(({ name }) => name === 'type')?.value;
    if (type !== undefined && this.#characters <= MAX_JSON_LD_CHARACTERS) this.#tell(type, this.#parts.join(''));
    this.#parts = [];
    this.#characters = 0;
  }
}
