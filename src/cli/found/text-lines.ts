import type { Hit } from '../../contract/search.ts';
import { describeDuplicates } from '../duplicates-line.ts';
import { onOneLine, plainText } from '../plain-text.ts';
import { paint, type Style } from '../terminal/colour.ts';
import { markedLines } from '../terminal/marked-text.ts';
import type { MeasureText } from '../terminal/text-width.ts';
import { explainTable } from './explain-table.ts';
import { answeredBy, type Found, type FoundHit } from './found.ts';

/** Columns in front of a title for the rank, and of what stands below it. */
const INDENT = 5;
/** On a terminal of fewer columns than this there is room for the shortest rank. */
const ROOMY_COLUMNS = 30;
const NARROW_INDENT = 3;
const STYLES = { title: 'bold', url: 'cyan', score: 'dim', match: ['bold', 'yellow'] } as const satisfies Record<
  string,
  Style
>;

/** What the lines are for. */
export interface Terminal {
  readonly columns: number;
  readonly measure: MeasureText;
  readonly isColoured: boolean;
}

/**
 * The answer as people read it: of each hit its rank and title, its address, what of it was found, and whatever else was asked
 * for. Titles and texts are wrapped; an address stays whole, to be copied.
 */
export function textLines(found: Found, terminal: Terminal): string[] {
  const { result, remarks, fusion } = found;
  const { hits } = result;
  if (hits.length === 0) return [plainText(`No hits. ${answeredBy(found)}`), ...remarks.map(plainText)];
  const lines = remarks.map(plainText);
  for (const hit of hits) {
    if (lines.length > 0) lines.push('');
    lines.push(...hitLines(hit, fusion, terminal));
  }
  return [...lines, '', plainText(answeredBy(found))];
}

/** Every text that is measured, as it is then: an end of a line is a blank. */
export function* measuredTexts({ result }: Found): Generator<string> {
  for (const { title, id, snippet = '', text = '', explain = [] } of result.hits) {
    const terms = explain.flatMap((leg) => leg.terms ?? []).map(({ term }) => term);
    for (const each of [title, id, snippet, text, ...terms]) yield plainText(onOneLine(each));
  }
}

function hitLines(hit: FoundHit, fusion: Found['fusion'], { columns, measure, isColoured }: Terminal): string[] {
  const indent = columns < ROOMY_COLUMNS ? NARROW_INDENT : INDENT;
  const styled = (text: string, style: Style) => (isColoured ? paint(text, style) : text);
  const wrapped = (text: string, marks: Hit['highlights'] = []) =>
    markedLines(text, marks, { columns: columns - indent, measure, style: isColoured ? STYLES.match : null });
  const title = wrapped(hit.title);
  const [first, ...others] = (title.length === 0 ? wrapped(hit.id) : title).map((line) => styled(line, STYLES.title));
  const url = plainText(hit.url ?? hit.id);
  const below = [
    ...others,
    `${styled(url, STYLES.url)}  ${styled(`(${hit.index === undefined ? '' : `${hit.index.name}, `}score ${hit.score})`, STYLES.score)}`,
    ...(hit.text === undefined ? wrapped(hit.snippet ?? '', hit.highlights) : wrapped(hit.text)),
    ...describeDuplicates(hit).map(plainText),
    ...(hit.fields === undefined ? [] : [plainText(JSON.stringify(hit.fields))]),
    ...(hit.explain === undefined ? [] : explainTable(hit, fusion, measure)),
  ];
  return [`${String(hit.rank).padStart(indent - 2)}  ${first}`, ...below.map((line) => ' '.repeat(indent) + line)];
}
