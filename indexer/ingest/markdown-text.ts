import type { Token } from 'markdown-it';
import { findBareAddresses } from './bare-address.ts';
import { HtmlAmongText, type HtmlVisitor, writeHtmlText } from './html-text.ts';
import { MarkdownParser } from './markdown-parser.ts';
import type { PageBudget } from './page-budget.ts';
import { PlainText } from './plain-text.ts';

/** What the Markdown of one page holds. `heading` is the text of its first heading. */
export interface MarkdownContent {
  readonly text: string;
  readonly heading: string | null;
  /** As written, in text order, each once. */
  readonly hrefs: ReadonlySet<string>;
}

/**
 * Reads GitHub-flavoured Markdown as plain text: paragraphs separated by an empty line, list entries and table rows by
 * a newline, cells by ` | `; code as it is; of links and images their words; `[label]` for the mark of a footnote, and
 * its text where it is defined.
 * @throws PageFault PAGE_TOO_SLOW; DOCUMENT_UNREADABLE when quotes or lists are nested too deep
 */
export function readMarkdown(source: string, budget?: PageBudget): MarkdownContent {
  const reader = new MarkdownReader(new MarkdownParser(budget));
  reader.read(source);
  return { text: reader.text.toString(), heading: reader.heading, hrefs: reader.hrefs };
}

class MarkdownReader {
  readonly text = new PlainText();
  readonly hrefs = new Set<string>();
  heading: string | null = null;
  readonly #parser: MarkdownParser;
  /** Whether the words that come are those of the first heading. */
  #isHeading = false;
  /** Whether they begin an entry of a list. */
  #isNewEntry = false;
  #isFirstCell = false;
  #linkDepth = 0;
  /** The tags of the paragraph, heading or cell that is being read: what they leave open ends with it. */
  #inlineHtml: HtmlAmongText | null = null;
  readonly #visitor: HtmlVisitor = {
    onTag: (name, attributes) => {
      const href = name === 'a' ? attributes.get('href') : undefined;
      if (href !== undefined) this.hrefs.add(href);
    },
  };

  constructor(parser: MarkdownParser) {
    this.#parser = parser;
  }

  read(source: string): void {
    for (const token of this.#parser.readBlocks(source)) this.#readBlock(token);
  }

  #readBlock(token: Token): void {
    const isNewEntry = this.#isNewEntry;
    this.#isNewEntry = false;
    switch (token.type) {
      case 'inline':
        this.#readWords(token, isNewEntry);
        break;
      case 'fence':
      case 'code_block':
        this.text.endParagraph();
        // The last line end is that of the mark behind it, unless empty lines were left before that.
        this.text.writeVerbatim(token.content.replace(/([^\n])\n$/, '$1'));
        this.text.endParagraph();
        break;
      case 'html_block':
        writeHtmlText(token.content, this.text, this.#visitor, this.#parser.budget);
        this.text.endParagraph();
        break;
      case 'heading_open':
        this.#isHeading = this.heading === null;
        break;
      case 'paragraph_open':
        this.#isNewEntry = isNewEntry;
        break;
      case 'paragraph_close':
        if (token.hidden) this.text.endLine();
        else this.text.endParagraph();
        break;
      case 'list_item_open':
        this.text.endLine();
        this.#isNewEntry = true;
        break;
      case 'list_item_close':
      case 'tr_close':
        this.text.endLine();
        break;
      case 'tr_open':
        this.text.endLine();
        this.#isFirstCell = true;
        break;
      case 'th_open':
      case 'td_open':
        if (!this.#isFirstCell) this.text.write(' | ');
        this.#isFirstCell = false;
        break;
      case 'heading_close':
      case 'blockquote_close':
      case 'bullet_list_close':
      case 'ordered_list_close':
      case 'table_close':
      case 'footnote_close':
      case 'hr':
        this.text.endParagraph();
        break;
      case 'footnote_open':
        this.text.endParagraph();
        this.text.write(`[${token.content}] `);
        break;
      default:
    }
  }

  /** @param isNewEntry whether they begin an entry of a list, where `[x]` is a box to be ticked */
  #readWords(token: Token, isNewEntry: boolean): void {
    this.#inlineHtml = null;
    let tokens = this.#parser.readInline(token);
    const [first] = tokens;
    if (isNewEntry && first?.type === 'text') first.content = first.content.replace(/^\[[ xX]\](?=\s)/, '');
    this.#readInline(tokens);
    if (!this.#isHeading) return;
    this.#isHeading = false;
    const words = new MarkdownReader(this.#parser);
    tokens = this.#parser.readInline(token);
    words.#readInline(tokens);
    this.heading = words.text.toString();
  }

  #readInline(tokens: readonly Token[]): void {
    for (const token of joinTexts(tokens)) {
      if (token.type === 'html_inline') {
        this.#inlineHtml ??= new HtmlAmongText(this.text, this.#visitor, this.#parser.budget);
        this.#inlineHtml.read(token.content);
      } else if (token.type === 'link_close') {
        this.#linkDepth -= 1;
      } else {
        if (token.type === 'link_open') this.#linkDepth += 1;
        if (this.#inlineHtml?.isDropping !== true) this.#readWord(token);
      }
    }
  }

  #readWord(token: Token): void {
    switch (token.type) {
      case 'text':
        this.text.write(token.content);
        if (this.#linkDepth === 0) for (const address of findBareAddresses(token.content)) this.hrefs.add(address);
        break;
      case 'softbreak':
        this.text.write('\n');
        break;
      case 'hardbreak':
        this.text.endLine();
        break;
      case 'code_inline':
        this.text.write(token.content);
        break;
      case 'image':
        this.#readInline(token.children ?? []);
        break;
      case 'link_open':
        this.hrefs.add(String(token.attrGet('href') ?? ''));
        break;
      case 'footnote_reference':
        this.text.write(` [${token.content}]`);
        break;
      default:
    }
  }
}

/** Characters that were escaped come as texts of their own. */
function joinTexts(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    if (token.type === 'text_special') token.type = 'text';
    if (token.type === 'text' && last?.type === 'text') last.content += token.content;
    else joined.push(token);
  }
  return joined;
}
