import type { Hit, LegExplanation } from '../../contract/search.ts';
import { onOneLine, plainText } from '../plain-text.ts';
import type { MeasureText } from '../terminal/text-width.ts';
import type { Found } from './found.ts';

type Row = readonly [name: string, rank: string, score: string, note: string];

const HEAD: Row = ['leg, term', 'rank', 'score', ''];

/** A row a leg, with one a term below it, and what the legs were joined to. The score of a term is its impact. */
export function explainTable(
  { explain = [], rank, score }: Hit,
  fusion: Found['fusion'],
  measure: MeasureText,
): string[] {
  const legs = explain.filter(({ leg }) => leg !== 'rerank');
  const rows = [HEAD, ...legs.flatMap(rowsOf)];
  const reranked = explain.find(({ leg }) => leg === 'rerank');
  if (fusion !== null && legs.length > 1) {
    const { rank: place = rank, score: fused = score } = reranked?.before ?? {};
    if (reranked?.foundBy === undefined) {
      const share = `${fusion.method}, at least ${fusion.denseWeight} % from dense`;
      rows.push(['joined', String(place), String(fused), share]);
    }
  }
  if (reranked !== undefined) rows.push(...rowsOf(reranked));
  const [names, ranks, scores] = [0, 1, 2].map((column) => Math.max(...rows.map((row) => measure(row[column]))));
  return rows.map(([name, place, value, note]) => {
    const padded = name + ' '.repeat(names - measure(name));
    return `${padded}  ${place.padStart(ranks)}  ${value.padStart(scores)}  ${note}`.trimEnd();
  });
}

function rowsOf({ leg, rank, score, terms = [], reranker, foundBy }: LegExplanation): Row[] {
  const isFound = rank !== undefined && score !== undefined;
  const note = foundBy !== undefined ? `found by ${foundBy}` : isFound ? '' : 'not found';
  return [
    [reranker ?? leg, isFound ? String(rank) : '', isFound ? String(score) : '', note],
    ...terms.map(({ term, weight, impact, from }): Row => {
      const notes = [...(weight > 1 ? [`×${weight}`] : []), ...(from === undefined ? [] : [`for ${plain(from)}`])];
      return [`  ${plain(term)}`, '', String(impact), notes.join(' ')];
    }),
  ];
}

function plain(text: string): string {
  return plainText(onOneLine(text));
}
