import { Lexer, type Token, type Tokens } from 'marked';
import { decodeReferences, HtmlAmongText, type HtmlVisitor, writeHtmlText } from './html-text.ts';
import { PlainText } from './plain-text.ts';

/**
 * A paragraph with more `*` and `_` than this is text as it stands: pairing them takes quadratic time in marked
 * (60,000 of them took 85 s), and no writer uses a hundredth of that.
 */
const MAX_EMPHASIS_MARKS = 2000;

class GuardedLexer extends Lexer {
  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (countEmphasisMarks(source) <= MAX_EMPHASIS_MARKS) return super.inlineTokens(source, tokens);
    tokens.push({ type: 'text', raw: source, text: source });
    return tokens;
  }
}

function countEmphasisMarks(source: string): number {
  let count = 0;
  for (let place = 0; place < source.length; place += 1) {
    const code = source.charCodeAt(place);
    if (code === 0x2a || code === 0x5f) count += 1;
  }
  return count;
}

/** What the Markdown of one page holds. `heading` is the text of its first heading. */
export interface MarkdownContent {
  readonly text: string;
  readonly heading: string | null;
  /** As written, in text order. */
  readonly hrefs: readonly string[];
}

/**
 * Reads GitHub-flavoured Markdown as plain text: paragraphs separated by an empty line, list entries and table rows by
 * a newline, cells by ` | `; code as it is; of links and images their words.
 * @throws RangeError when quotes or lists are nested thousands deep
 */
export function readMarkdown(source: string): MarkdownContent {
  const reader = new MarkdownReader();
  reader.readBlocks(new GuardedLexer({ gfm: true }).lex(source));
  return { text: reader.text.toString(), heading: reader.heading, hrefs: reader.hrefs };
}

class MarkdownReader {
  readonly text = new PlainText();
  readonly hrefs: string[] = [];
  heading: string | null = null;
  /** The tags of the paragraph, heading or cell that is being read: what they leave open ends with it. */
  #inlineHtml: HtmlAmongText | null = null;
  readonly #visitor: HtmlVisitor = {
    onTag: (name, attributes) => {
      const href = name === 'a' ? attributes.get('href') : undefined;
      if (href !== undefined) this.hrefs.push(href);
    },
  };

  readBlocks(tokens: readonly Token[]): void {
    for (const token of tokens) this.#readBlock(token);
  }

  #readBlock(token: Token): void {
    switch (token.type) {
      case 'heading':
        this.heading ??= plainOf(token.tokens ?? []);
        this.#readInline(token.tokens ?? []);
        break;
      case 'code':
        this.text.endParagraph();
        this.text.writeVerbatim(token.text);
        break;
      case 'list':
        for (const item of (token as Tokens.List).items) {
          this.text.endLine();
          this.readBlocks(item.tokens);
          this.text.endLine();
        }
        break;
      case 'table':
        this.#readTable(token as Tokens.Table);
        break;
      case 'html':
        writeHtmlText(token.text, this.text, this.#visitor);
        break;
      case 'text':
        // The words of a tight list entry; they end with the entry.
        this.#readInline(token.tokens ?? [token]);
        this.text.endLine();
        return;
      case 'space':
      case 'hr':
      case 'def':
        break;
      case 'blockquote':
        this.readBlocks(token.tokens ?? []);
        break;
      case 'checkbox':
        return;
      default:
        this.#readInline('tokens' in token ? (token.tokens ?? [token]) : [token]);
    }
    this.text.endParagraph();
  }

  #readTable(table: Tokens.Table): void {
    for (const row of [table.header, ...table.rows]) {
      this.text.endLine();
      row.forEach((cell, column) => {
        if (column > 0) this.text.write(' | ');
        this.#readInline(cell.tokens);
      });
    }
  }

  #readInline(tokens: readonly Token[]): void {
    this.#inlineHtml = null;
    this.#readSpan(tokens);
  }

  #readSpan(tokens: readonly Token[]): void {
    for (const token of tokens) {
      if (token.type !== 'html' && this.#inlineHtml?.isDropping) continue;
      if (token.type === 'link') this.hrefs.push(token.href);
      if (token.type === 'br') this.text.endLine();
      else if (token.type === 'html') this.#readInlineTag(token.text);
      else if (token.type === 'checkbox') continue;
      else if ('tokens' in token && token.tokens !== undefined) this.#readSpan(token.tokens);
      else if (token.type === 'codespan') this.text.write(token.text);
      else if ('text' in token) this.text.write(decodeReferences(token.text));
    }
  }

  /** One tag, or a comment. */
  #readInlineTag(tag: string): void {
    this.#inlineHtml ??= new HtmlAmongText(this.text, this.#visitor);
    this.#inlineHtml.read(tag);
  }
}

function plainOf(tokens: readonly Token[]): string {
  const reader = new MarkdownReader();
  reader.readBlocks([{ type: 'paragraph', raw: '', text: '', tokens: [...tokens] }]);
  return reader.text.toString();
}
