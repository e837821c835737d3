import { headingAnchors } from '../../src/page/heading-anchors.ts';

/** What the checks need to know of a Markdown page, with line numbers (from 1), which full parsers do not give. */
export interface MarkdownPage {
  /** From the repository root. */
  readonly path: string;
  readonly lineCount: number;
  /** Words of the text, those of tables and fences not counted. */
  readonly wordCount: number;
  /** Names that `#…` may point to: headings as GitHub slugs them, and explicit `id` attributes. */
  readonly anchors: ReadonlySet<string>;
  readonly headings: readonly Heading[];
  readonly fences: readonly Fence[];
  readonly tableRows: readonly TableRow[];
  readonly codeSpans: readonly Located[];
  /** Targets of links and images, as written. */
  readonly links: readonly Located[];
}

export interface Located {
  readonly line: number;
  readonly text: string;
}

export interface Heading extends Located {
  /** 1 to 6. */
  readonly level: number;
}

export interface Fence {
  /** Of the fence itself. */
  readonly line: number;
  /** First word after the fence, lower case, or the empty string. */
  readonly language: string;
  /** What stands behind the first word. */
  readonly label: string;
  readonly lines: readonly Located[];
}

export interface TableRow {
  readonly line: number;
  /** Heads of the columns, lower case. */
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

/** One fault of a page: `file:line: sentence`. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly sentence: string;
}

const LINK = /\[(?:[^\][]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const REFERENCE = /^\[[^\]]+\]:\s*(\S+)/gm;
const ATTRIBUTE = /<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"/g;
const CODE_SPAN = /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g;

export function parseMarkdown(path: string, source: string): MarkdownPage {
  const lines = source.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const { fences, prose } = splitFences(lines);
  const headings = prose.flatMap(({ line, text }) => {
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(text);
    return heading === null ? [] : [{ line, text: heading[2], level: heading[1].length }];
  });
  const codeSpans: Located[] = [];
  const links: Located[] = [];
  for (const block of joinBlocks(prose)) {
    const lineOf = (offset: number) => block.line + (block.text.slice(0, offset).match(/\n/g)?.length ?? 0);
    for (const span of block.text.matchAll(CODE_SPAN)) {
      codeSpans.push({ line: lineOf(span.index), text: span[2].replaceAll('\\|', '|').replace(/\s+/g, ' ').trim() });
    }
    // Masked, not cut, so that offsets stay true: what looks like a link inside code is none.
    const plain = block.text.replace(CODE_SPAN, (span) => span.replace(/[^\n]/g, '·'));
    for (const pattern of [LINK, REFERENCE, ATTRIBUTE]) {
      for (const link of plain.matchAll(pattern)) {
        links.push({ line: lineOf(link.index), text: link[1] });
      }
    }
  }
  const texts = headings.map(({ text }) => text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1'));
  const anchors = new Set(headingAnchors(texts));
  for (const { text } of prose) for (const match of text.matchAll(/\bid="([^"]+)"/g)) anchors.add(match[1]);
  const counts = { lineCount: lines.length, wordCount: countWords(prose) };
  return { path, ...counts, anchors, headings, fences, tableRows: readTables(prose), codeSpans, links };
}

/** Whatever holds a letter or a digit between two blanks is a word. */
function countWords(prose: readonly Located[]): number {
  const text = prose.filter((line) => !/^\s*\|/.test(line.text)).map((line) => line.text);
  return text
    .join(' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function splitFences(lines: readonly string[]): { fences: Fence[]; prose: Located[] } {
  const fences: Fence[] = [];
  const prose: Located[] = [];
  let open: { mark: string; fence: Omit<Fence, 'lines'> & { lines: Located[] } } | null = null;
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    const fence = /^\s*(`{3,}|~{3,})\s*([^\s`]*)\s*([^`]*)$/.exec(text);
    if (open === null) {
      // A blank line stands where the fence was, so that text before and after it is not one block.
      if (fence === null) prose.push({ line, text });
      else {
        const [, mark, language, label] = fence;
        open = { mark, fence: { line, language: language.toLowerCase(), label: label.trim(), lines: [] } };
        fences.push(open.fence);
        prose.push({ line, text: '' });
      }
    } else if (fence?.[1].startsWith(open.mark) && fence[2] === '') open = null;
    else open.fence.lines.push({ line, text });
  }
  return { fences, prose };
}

/** Paragraphs: lines that follow one another; a table row or heading is a block of its own. */
function joinBlocks(prose: readonly Located[]): Located[] {
  const blocks: { line: number; text: string }[] = [];
  let isOpen = false;
  for (const { line, text } of prose) {
    const isSingle = /^\s*(\||#{1,6}\s)/.test(text);
    if (text.trim() === '') isOpen = false;
    else if (isOpen && !isSingle) blocks[blocks.length - 1].text += `\n${text}`;
    else {
      blocks.push({ line, text });
      isOpen = !isSingle;
    }
  }
  return blocks;
}

function readTables(prose: readonly Located[]): TableRow[] {
  const rows: TableRow[] = [];
  let header: string[] | null = null;
  for (const [index, { line, text }] of prose.entries()) {
    if (!/^\s*\|/.test(text)) {
      header = null;
      continue;
    }
    const isDelimiter = /^\s*\|(\s*:?-+:?\s*\|)+\s*$/.test(text);
    if (isDelimiter) header = splitCells(prose[index - 1]?.text ?? '').map((cell) => cell.toLowerCase());
    else if (header !== null) rows.push({ line, header, cells: splitCells(text) });
  }
  return rows;
}

function splitCells(row: string): string[] {
  const cells = row.trim().split(/(?<!\\)\|/);
  return cells.slice(1, cells.at(-1)?.trim() === '' ? -1 : undefined).map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** The content of a cell that is one code span and nothing else, or null. */
export function codeOf(cell: string): string | null {
  return /^`([^`]+)`$/.exec(cell.trim())?.[1] ?? null;
}
