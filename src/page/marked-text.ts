/** A text as paragraphs and headings, with stretches of it marked. Offsets are those of the whole text of the document. */
import type { TocEntry } from '../contract/search.ts';
import { type Html, html } from './html.ts';

/** A stretch that answers a query. */
export interface MarkedPassage {
  /** From 1; lower ones are shown where passages overlap. */
  readonly rank: number;
  readonly start: number;
  readonly end: number;
}

/** A place where a text was found, by its number from 1. */
export interface FoundPlace {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

export interface MarkedText {
  readonly text: string;
  /** Where it begins in the document. */
  readonly offset: number;
  readonly toc: readonly TocEntry[];
  /** In ascending order of rank. */
  readonly passages: readonly MarkedPassage[];
  /** Ascending, and apart. */
  readonly found: readonly FoundPlace[];
}

/** A text while it is shown. */
interface ShownText extends MarkedText {
  /** What has an anchor. */
  readonly reached: Set<MarkedPassage | FoundPlace>;
}

export function markedText(marked: MarkedText): Html[] {
  const reached = new Set<MarkedPassage | FoundPlace>();
  const shown = { ...marked, reached };
  const headings = new Map(marked.toc.map((entry) => [entry.start, entry]));
  const blocks: Html[] = [];
  let paragraph: { start: number; end: number } | null = null;
  const endParagraph = (): void => {
    if (paragraph !== null) blocks.push(html`<p>${pieces(shown, paragraph.start, paragraph.end)}</p>\n`);
    paragraph = null;
  };
  for (const { start, end } of linesOf(marked.text, marked.offset)) {
    const heading = headings.get(start);
    const line = marked.text.slice(start - marked.offset, end - marked.offset);
    if (heading !== undefined) {
      endParagraph();
      blocks.push(headingBlock(shown, heading, start, line));
    } else if (line.trim() === '') {
      endParagraph();
    } else {
      paragraph = { start: (paragraph as { start: number } | null)?.start ?? start, end };
    }
  }
  endParagraph();
  return blocks;
}

function* linesOf(text: string, offset: number): Iterable<{ start: number; end: number }> {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { start: offset + start, end: offset + end };
    start = end + 1;
  }
}

/** Where the section of an entry stands on its page. */
export function sectionAnchor({ number }: TocEntry): string {
  return `section-${number}`;
}

/** Below the title of the page, as deep as its number has parts: no level is passed over. */
function headingBlock(marked: ShownText, entry: TocEntry, start: number, line: string): Html {
  const at = line.indexOf(entry.text);
  const shown =
    at === -1
      ? html`${anchors(marked, start, start + line.length)}${entry.text}`
      : pieces(marked, start + at, start + at + entry.text.length);
  const id = sectionAnchor(entry);
  switch (entry.number.split('.').length) {
    case 1:
      return html`<h2 id="${id}">${shown}</h2>\n`;
    case 2:
      return html`<h3 id="${id}">${shown}</h3>\n`;
    case 3:
      return html`<h4 id="${id}">${shown}</h4>\n`;
    default:
      return html`<h5 id="${id}">${shown}</h5>\n`;
  }
}

/** A stretch of the text, cut where a mark begins or ends. */
function pieces(marked: ShownText, start: number, end: number): Html[] {
  const { text, offset, passages, found, reached } = marked;
  const touches = (range: { readonly start: number; readonly end: number }): boolean =>
    range.start < end && range.end > start;
  const near = passages.filter(touches);
  const places = found.filter(touches);
  const cuts = [start, end, ...[...near, ...places].flatMap((range) => [range.start, range.end])];
  const edges = [...new Set(cuts.filter((cut) => cut >= start && cut <= end))].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1];
    const covers = (range: { readonly start: number; readonly end: number }): boolean =>
      range.start <= from && range.end >= to;
    const passage = near.find(covers);
    const place = places.find(covers);
    const words = html`${text.slice(from - offset, to - offset)}`;
    const shown =
      place === undefined
        ? words
        : html`<mark${isNew(reached, place) && html` id="found-${place.number}"`}>${words}</mark>`;
    if (passage === undefined) return shown;
    return html`${anchors(marked, from, to)}<span class="passage">${shown}</span>`;
  });
}

/** Of the passages that have begun by here and that nothing has shown yet: it may have begun before what is shown, as signs of a heading are not. */
function anchors({ passages, reached }: ShownText, from: number, to: number): Html[] {
  return passages
    .filter(({ start, end }) => start < to && end > from)
    .flatMap((each) => (isNew(reached, each) ? [passageMark(each)] : []));
}

/** Whether it comes for the first time; noted then. */
function isNew<T>(reached: Set<T>, each: T): boolean {
  if (reached.has(each)) return false;
  reached.add(each);
  return true;
}

function passageMark({ rank }: MarkedPassage): Html {
  return html`<a class="rank" id="passage-${rank}" href="#passage-${rank}"><span class="unseen">Passage ranked </span>${rank}</a>`;
}
