import { findBareAddresses } from './bare-address.ts';
import type { PageBudget } from './page-budget.ts';
import { PlainText } from './plain-text.ts';
import { contentOfDirective } from './rst-directives.ts';
import { type RstTargets, readRstInline } from './rst-inline.ts';
import { dedent, endOfIndented, indentOf, isAdornment, isTransition } from './rst-lines.ts';
import { endOfSimpleTable, isGridBorder, isSimpleBorder, readGridTable, readSimpleTable } from './rst-table.ts';

const BULLET = /^[-*+•] +/;
const NUMBER = /^(?:\(?(?:[0-9]{1,9}|#)[.)]) +/;
const FIELD = /^:((?:[^:\\]|\\.){1,200}):(?: +|$)/;
const EXPLICIT = /^\.\.(?: +|$)/;
const DIRECTIVE = /^([A-Za-z][\w.+:-]{0,99}?) ?::(?: +(.*))?$/;
const NOTE = /^\[([^\]\s]{1,64})\](?: +(.*))?$/;

/** Whether a line begins something else than a paragraph. */
function isMarked(line: string): boolean {
  return [BULLET, NUMBER, FIELD, EXPLICIT].some((mark) => mark.test(line)) || /^(?:>>> |\||\+-|==)/.test(line);
}

/** Reads the blocks of reStructuredText: each line once for each list, quote or directive that it is in. */
export class RstReader {
  readonly text = new PlainText();
  readonly hrefs = new Set<string>();
  /** The text of the first title. */
  heading: string | null = null;
  readonly #targets: RstTargets;
  readonly #budget: PageBudget;

  constructor(targets: RstTargets, budget: PageBudget) {
    this.#targets = targets;
    this.#budget = budget;
  }

  /** @throws PageFault PAGE_TOO_SLOW, DOCUMENT_UNREADABLE for what is nested too deep */
  read(lines: readonly string[], level = 0): void {
    this.#budget.enter(level);
    this.#budget.spend(lines.length);
    for (let at = 0; at < lines.length; ) at = lines[at] === '' ? at + 1 : this.#readBlock(lines, at, level);
  }

  /** @returns where the next block begins */
  #readBlock(lines: readonly string[], at: number, level: number): number {
    const line = lines[at];
    if (indentOf(line) > 0) return this.#readQuote(lines, at, level);
    if (EXPLICIT.test(line)) return this.#readExplicit(lines, at, level);
    const next = lines[at + 1];
    if (
      isAdornment(line, '') &&
      next !== undefined &&
      next !== '' &&
      isAdornment(lines[at + 2], next) &&
      lines[at + 2] === line
    ) {
      return this.#readTitle(next.trim(), at + 3);
    }
    if (isTransition(line)) return at + 1;
    if (isGridBorder(line)) return this.#readGrid(lines, at);
    if (isSimpleBorder(line)) return this.#readSimple(lines, at);
    if (isAdornment(next, line)) return this.#readTitle(line, at + 2);
    if (line.startsWith('>>> ')) return this.#readDoctest(lines, at);
    if (/^\|(?: |$)/.test(line)) return this.#readLineBlock(lines, at);
    if (/^__ /.test(line)) return at + 1;
    const marker = BULLET.exec(line) ?? NUMBER.exec(line);
    if (marker !== null) return this.#readEntry(lines, at, marker[0].length, level);
    const field = FIELD.exec(line);
    if (field !== null) return this.#readField(lines, at, field, level);
    return this.#readParagraph(lines, at, level);
  }

  #readTitle(title: string, end: number): number {
    const words = this.#inline(title);
    this.heading ??= words;
    this.text.endParagraph();
    this.text.write(words);
    this.text.endParagraph();
    return end;
  }

  #readQuote(lines: readonly string[], at: number, level: number): number {
    const end = endOfIndented(lines, at);
    this.read(dedent(lines.slice(at, end)), level + 1);
    this.text.endParagraph();
    return end;
  }

  #readParagraph(lines: readonly string[], at: number, level: number): number {
    let end = at + 1;
    while (end < lines.length && indentOf(lines[end]) === 0) end += 1;
    const isTerm = end === at + 1 && indentOf(lines[end] ?? '') > 0;
    const source = lines.slice(at, end).join('\n');
    const isBeforeCode = source.endsWith('::');
    const words = isBeforeCode ? source.replace(/\s*::$/, (mark) => (mark === '::' ? ':' : '')) : source;
    if (words !== ':') this.text.write(this.#inline(words));
    if (isTerm && !isBeforeCode) {
      this.text.endLine();
      return this.#readQuote(lines, end, level);
    }
    this.text.endParagraph();
    return isBeforeCode ? this.#readCode(lines, end) : end;
  }

  /** The indented lines from a place on, as they are. */
  #readCode(lines: readonly string[], start: number): number {
    let first = start;
    while (first < lines.length && lines[first] === '') first += 1;
    const end = endOfIndented(lines, first);
    if (end > first) this.#writeCode(dedent(lines.slice(first, end)));
    return Math.max(end, start);
  }

  #writeCode(lines: readonly string[]): void {
    this.text.endParagraph();
    this.text.writeVerbatim(lines.join('\n').replace(/^\n+|\n+$/g, ''));
    this.text.endParagraph();
  }

  #readDoctest(lines: readonly string[], at: number): number {
    let end = at;
    while (end < lines.length && lines[end] !== '') end += 1;
    this.#writeCode(lines.slice(at, end));
    return end;
  }

  #readLineBlock(lines: readonly string[], at: number): number {
    let end = at;
    for (; end < lines.length && /^(?:\|(?: |$)| )/.test(lines[end]); end += 1) {
      if (lines[end].startsWith('|')) this.text.endLine();
      this.text.write(this.#inline(`${lines[end].slice(1)} `));
    }
    this.text.endParagraph();
    return end;
  }

  #readEntry(lines: readonly string[], at: number, width: number, level: number): number {
    const end = endOfIndented(lines, at + 1);
    const inside = [lines[at].slice(width), ...dedent(lines.slice(at + 1, end))];
    this.text.endLine();
    const gap = inside.indexOf('');
    const first = gap < 0 ? inside : inside.slice(0, gap);
    // An entry of one paragraph is a line.
    const isPlain = first.every((line) => indentOf(line) === 0 && !isMarked(line)) && !first.at(-1)?.endsWith('::');
    if (isPlain) this.text.write(this.#inline(first.join('\n')));
    this.text.endLine();
    this.read(isPlain ? inside.slice(first.length) : inside, level + 1);
    this.text.endLine();
    const next = lines.slice(end, end + 2).find((line) => line !== '') ?? '';
    if (!BULLET.test(next) && !NUMBER.test(next)) this.text.endParagraph();
    return end;
  }

  #readField(lines: readonly string[], at: number, [mark, name]: RegExpExecArray, level: number): number {
    const end = endOfIndented(lines, at + 1);
    this.text.endLine();
    this.text.write(`${this.#inline(name)}: `);
    this.read([lines[at].slice(mark.length), ...dedent(lines.slice(at + 1, end))], level + 1);
    this.text.endLine();
    return end;
  }

  #readGrid(lines: readonly string[], at: number): number {
    let end = at;
    while (end < lines.length && /^[+|]/.test(lines[end])) end += 1;
    this.#writeRows(readGridTable(lines.slice(at, end)));
    return end;
  }

  #readSimple(lines: readonly string[], at: number): number {
    const end = endOfSimpleTable(lines, at);
    this.#writeRows(readSimpleTable(lines.slice(at, end)));
    return end;
  }

  #writeRows(rows: readonly (readonly string[])[]): void {
    this.text.endParagraph();
    for (const row of rows) {
      this.text.write(row.map((cell) => this.#inline(cell)).join(' | '));
      this.text.endLine();
    }
    this.text.endParagraph();
  }

  /** A directive, footnote, target, or comment. */
  #readExplicit(lines: readonly string[], at: number, level: number): number {
    const end = endOfIndented(lines, at + 1);
    const first = lines[at].replace(EXPLICIT, '');
    const body = dedent(lines.slice(at + 1, end));
    const note = NOTE.exec(first);
    const directive = DIRECTIVE.exec(first);
    if (note !== null) {
      this.text.endParagraph();
      this.text.write(`[${note[1].replace(/^#/, '')}] `);
      this.read([note[2] ?? '', ...body], level + 1);
      this.text.endParagraph();
    } else if (directive !== null) {
      this.#readDirective(directive[1], directive[2] ?? '', body, level);
    }
    return end;
  }

  #readDirective(name: string, first: string, body: readonly string[], level: number): void {
    const content = contentOfDirective(name);
    const start = body.findIndex((line) => !FIELD.test(line));
    const inside = start < 0 ? [] : body.slice(start);
    this.text.endParagraph();
    if (content === 'code') this.#writeCode(inside.length === 0 || name === 'math' ? [first, ...inside] : inside);
    else if (content === 'text') this.read([first, ...inside], level + 1);
    else if (content === 'body') this.read(inside, level + 1);
    else if (content === 'pages') for (const line of inside) this.#addPage(line);
    this.text.endParagraph();
  }

  #addPage(line: string): void {
    const page = /<([^<>]+)>$/.exec(line)?.[1] ?? line;
    if (page !== '' && page !== 'self' && !page.includes('*')) this.hrefs.add(page);
  }

  #inline(text: string): string {
    const words = readRstInline(text, this.#targets, (href) => this.hrefs.add(href));
    for (const address of findBareAddresses(words)) this.hrefs.add(address);
    return words;
  }
}
