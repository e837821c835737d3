import { MAX_WIKITEXT_NESTING } from '../../../src/limits.ts';
import { readReference } from './character-references.ts';
import type { Frame, FrameKind } from './frame.ts';
import { readTarget, writeLink } from './links.ts';
import {
  AMPERSAND,
  APOSTROPHE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  IS_MARK,
  LESS_THAN,
  NEWLINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  SEMICOLON,
  UNDERSCORE,
} from './marks.ts';
import { Output } from './output.ts';
import type { PageFacts, PagePlace } from './page-facts.ts';
import { LINE_END, maskBlock, maskText } from './placeholders.ts';
import {
  BLOCK_VERBATIM_TAGS,
  DROPPED_TAGS,
  EndTags,
  INLINE_TAGS,
  LINE_TAGS,
  PARAGRAPH_TAGS,
  readTag,
  type Tag,
  VERBATIM_TAGS,
} from './tags.ts';
import { MAX_ARGUMENTS, TemplateCall } from './template-call.ts';
import { expandTemplate } from './templates.ts';
import type { WikiSite } from './wiki-site.ts';

const EXTERNAL =
  /\[((?:(?:https?|ftps?|irc|ircs|gopher|telnet|nntp|sftp|ssh|git|svn):)?\/\/|(?:mailto|news|tel|magnet):)[^\s\]<>[{]*[ \t]*/iy;
const SWITCH = /__[A-Z]{3,24}__/y;

/**
 * Reads what stands inside lines: comments, tags, templates, links, quotes, references of characters. What is left is text
 * whose lines have marks still: headings, lists, tables.
 *
 * One pass over the source, with a stack of what is open: linear in its length. What is never closed keeps its text and loses its
 * marks. Deeper than MAX_WIKITEXT_NESTING, templates are passed over.
 */
export class InlineReader {
  readonly facts: PageFacts = { links: [], categories: [], isDisambiguation: false };
  readonly #source: string;
  readonly #place: PagePlace;
  readonly #output = new Output();
  readonly #frames: Frame[] = [];
  readonly #endTags: EndTags;
  /** Templates and parameters among the frames. */
  #openBraces = 0;
  /** Templates that are open and too deep. */
  #passedOver = 0;
  /** Where the text begins that is not written yet. */
  #from = 0;

  constructor(source: string, site: WikiSite, title: string) {
    this.#source = source;
    this.#place = { site, title, facts: this.facts, output: this.#output };
    this.#endTags = new EndTags(source);
  }

  /** To be called once. */
  read(): string {
    const source = this.#source;
    const { length } = source;
    let at = 0;
    while (at < length) {
      const code = source.charCodeAt(at);
      if (code > 127 || IS_MARK[code] === 0) at += 1;
      else if (this.#passedOver > 0) at = this.#passOver(code, at);
      else at = this.#readMark(code, at);
    }
    if (this.#passedOver === 0) this.#flush(length);
    while (this.#frames.length > 0) this.#abandon();
    return this.#output.toString();
  }

  /** @returns where reading goes on */
  #readMark(code: number, at: number): number {
    switch (code) {
      case NEWLINE:
        return this.#readNewline(at);
      case AMPERSAND:
        return this.#readReference(at);
      case APOSTROPHE:
        return this.#readQuotes(at);
      case LESS_THAN:
        return this.#readTag(at);
      case OPEN_BRACKET:
        return this.#openLink(at);
      case CLOSE_BRACKET:
        return this.#closeLink(at);
      case UNDERSCORE:
        return this.#readSwitch(at);
      case OPEN_BRACE:
        return this.#openBrace(at);
      case CLOSE_BRACE:
        return this.#closeBrace(at);
      default:
        return this.#readBar(at);
    }
  }

  /** Writes the text up to `at`, and goes on at `next`. */
  #flush(at: number, next = at): number {
    if (at > this.#from) this.#output.write(this.#source.slice(this.#from, at));
    this.#from = next;
    return next;
  }

  #runOf(code: number, at: number): number {
    let end = at + 1;
    while (this.#source.charCodeAt(end) === code) end += 1;
    return end - at;
  }

  get #top(): Frame | undefined {
    return this.#frames[this.#frames.length - 1];
  }

  #push(kind: FrameKind): void {
    this.#frames.push({ kind, start: this.#output.length, bars: [], links: this.facts.links.length });
  }

  /** Forgets the marks of what is open and keeps its text. */
  #abandon(): void {
    const { kind } = this.#frames.pop()!;
    if (kind === 'template' || kind === 'parameter') this.#openBraces -= 1;
  }

  #readBar(at: number): number {
    const top = this.#top;
    if (top === undefined || top.kind === 'external') return at + 1;
    this.#flush(at, at + 1);
    // It is text again when what is open turns out to be nothing.
    this.#output.write('|');
    if (top.bars.length < MAX_ARGUMENTS) top.bars.push(this.#output.length);
    return at + 1;
  }

  #readNewline(at: number): number {
    for (;;) {
      const top = this.#top;
      const isEmptyLine = this.#source.charCodeAt(at + 1) === NEWLINE;
      const isBroken =
        top !== undefined &&
        (top.kind === 'external' ||
          (top.kind === 'link' && (top.bars.length === 0 || (isEmptyLine && !this.#isFile(top)))));
      if (!isBroken) return at + 1;
      this.#flush(at);
      this.#abandon();
    }
  }

  #isFile({ start, bars }: Frame): boolean {
    const target = readTarget(this.#output, start, bars);
    return target !== null && this.#place.site.resolve(target).kind === 'file';
  }

  #readReference(at: number): number {
    const reference = readReference(this.#source, at);
    if (reference === null) return at + 1;
    this.#flush(at, reference.end);
    this.#output.write(maskText(reference.text));
    return reference.end;
  }

  /** Of four marks one is an apostrophe, of six and more those before the last five are. More than two are none that anybody meant. */
  #readQuotes(at: number): number {
    const run = this.#runOf(APOSTROPHE, at);
    if (run === 1) return at + 1;
    this.#flush(at, at + run);
    const kept = run === 4 ? 1 : run - 5;
    if (kept > 0 && kept < 3) this.#output.write("'".repeat(kept));
    return at + run;
  }

  #readSwitch(at: number): number {
    if (this.#source.charCodeAt(at + 1) !== UNDERSCORE) return at + 1;
    SWITCH.lastIndex = at;
    const found = SWITCH.exec(this.#source)?.[0];
    if (found === undefined) return at + this.#runOf(UNDERSCORE, at);
    if (found === '__DISAMBIG__') this.facts.isDisambiguation = true;
    return this.#flush(at, at + found.length);
  }

  #readTag(at: number): number {
    const source = this.#source;
    if (source.startsWith('<!--', at)) return this.#passComment(at);
    const tag = readTag(source, at);
    if (tag === null) return at + 1;
    const { name } = tag;
    if (DROPPED_TAGS.has(name)) {
      this.#flush(at, this.#endOf(tag)?.end ?? tag.end);
      this.#closeGap(this.#from);
      return this.#from;
    }
    if (VERBATIM_TAGS.has(name)) return this.#readVerbatim(tag, at);
    if (PARAGRAPH_TAGS.has(name)) return this.#writeFor(at, tag, '\n\n');
    if (name === 'li' && !tag.isEnd) return this.#writeFor(at, tag, '\n* ');
    if (name === 'br') return this.#writeFor(at, tag, LINE_END);
    if (LINE_TAGS.has(name)) return this.#writeFor(at, tag, tag.isEnd ? '' : '\n');
    if ((name === 'td' || name === 'th') && !tag.isEnd) return this.#writeFor(at, tag, ` ${maskText('|')} `);
    if (name === 'sup' && !tag.isEnd && /[\d+\-−&]/.test(source.charAt(tag.end))) return this.#writeFor(at, tag, '^');
    if (INLINE_TAGS.has(name)) return this.#flush(at, tag.end);
    return at + 1;
  }

  #writeFor(at: number, tag: Tag, text: string): number {
    this.#flush(at, tag.end);
    this.#output.write(text);
    return tag.end;
  }

  #endOf({ name, isEnd, isEmpty, end }: Tag): { readonly contentEnd: number; readonly end: number } | null {
    return isEnd || isEmpty ? null : this.#endTags.find(name, end);
  }

  #readVerbatim(tag: Tag, at: number): number {
    const found = this.#endOf(tag);
    this.#flush(at, found?.end ?? tag.end);
    if (found === null) return tag.end;
    const content = this.#source.slice(tag.end, found.contentEnd);
    if (BLOCK_VERBATIM_TAGS.has(tag.name)) this.#output.write(`\n\n${maskBlock(content)}\n\n`);
    // TeX means the same with a blank between braces, and nobody takes them for a template.
    else this.#output.write(maskText(tag.name === 'nowiki' ? content : content.replace(/([{}[\]])(?=\1)/g, '$1 ')));
    return found.end;
  }

  /** A comment that is alone in its line takes the line with it; one without an end takes the rest of the page. */
  #passComment(at: number): number {
    const source = this.#source;
    const found = source.indexOf('-->', at + 4);
    if (found < 0) return this.#flush(at, source.length);
    const end = found + 3;
    const isLine = (at === 0 || source.charCodeAt(at - 1) === NEWLINE) && source.charCodeAt(end) === NEWLINE;
    return this.#flush(at, isLine ? end + 1 : end);
  }

  #openLink(at: number): number {
    const run = this.#runOf(OPEN_BRACKET, at);
    if (run === 1 || run === 3) {
      EXTERNAL.lastIndex = at;
      const found = EXTERNAL.exec(this.#source);
      if (found === null) return at + 1;
      this.#flush(at, at + found[0].length);
      if (this.#frames.length < MAX_WIKITEXT_NESTING) this.#push('external');
      return at + found[0].length;
    }
    this.#flush(at, at + run);
    if (this.#frames.length < MAX_WIKITEXT_NESTING) this.#push('link');
    return at + run;
  }

  #closeLink(at: number): number {
    const isDouble = this.#source.charCodeAt(at + 1) === CLOSE_BRACKET;
    const top = this.#top;
    if (top?.kind === 'external') {
      this.#flush(at, at + 1);
      this.#frames.pop();
      return at + 1;
    }
    if (!isDouble) return at + 1;
    this.#flush(at, at + 2);
    if (top?.kind === 'link') writeLink(this.#frames.pop()!, this.#place);
    return at + 2;
  }

  #openBrace(at: number): number {
    const run = this.#runOf(OPEN_BRACE, at);
    if (run === 1) return at + 1;
    this.#flush(at, at + run);
    for (let left = run; left >= 2; ) {
      if (this.#frames.length >= MAX_WIKITEXT_NESTING) {
        this.#passedOver += left >> 1;
        break;
      }
      this.#openBraces += 1;
      if (left === 3) {
        // Two of them are a template when two close it.
        this.#output.write('{');
        this.#push('parameter');
        break;
      }
      this.#push('template');
      left -= 2;
    }
    return at + run;
  }

  #closeBrace(at: number): number {
    const run = this.#runOf(CLOSE_BRACE, at);
    if (run === 1) return at + 1;
    this.#flush(at, at + run);
    let left = run;
    while (left >= 2 && this.#openBraces > 0) {
      while (this.#top!.kind === 'link' || this.#top!.kind === 'external') this.#abandon();
      const frame = this.#frames.pop()!;
      this.#openBraces -= 1;
      if (frame.kind === 'parameter' && left >= 3) {
        this.#writeParameter(frame);
        left -= 3;
      } else {
        this.#writeTemplate(frame);
        left -= 2;
      }
    }
    if (left === 1) this.#output.write('}');
    else this.#closeGap(at + run);
    return at + run;
  }

  /** Takes off the blank before a mark that stood behind something that is nothing. */
  #closeGap(at: number): void {
    const code = this.#source.charCodeAt(at);
    if (code === COMMA || code === SEMICOLON) this.#output.trimEnd();
  }

  /** Outside of a template a parameter has its default. */
  #writeParameter({ start, bars }: Frame): void {
    if (bars.length === 0) this.#output.cut(start - 1);
    else this.#output.keep(start - 1, bars[0], this.#output.length);
  }

  #writeTemplate({ start, bars }: Frame): void {
    const call = new TemplateCall(this.#output, start, bars);
    expandTemplate(call, this.#place);
  }

  /** Counts the braces of what is too deep. */
  #passOver(code: number, at: number): number {
    const isBrace = code === OPEN_BRACE || code === CLOSE_BRACE;
    const run = isBrace ? this.#runOf(code, at) : 1;
    if (code === OPEN_BRACE) this.#passedOver += run >> 1;
    if (code !== CLOSE_BRACE) return at + run;
    const closed = Math.min(this.#passedOver, run >> 1);
    this.#passedOver -= closed;
    if (this.#passedOver > 0) return at + run;
    this.#from = at + 2 * closed;
    return this.#from;
  }
}
