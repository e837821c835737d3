import { FIRST_WORDS, type PassageTable } from '../../format/passages.ts';
import {
  type DocumentRun,
  type FieldTotals,
  layOutFields,
  type PassageFields,
  sumFields,
} from '../../format/scored-passages.ts';
import type { IndexView } from '../index-view.ts';

/** Title and text as an index has them, read from its table of passages. That is sound. */

/** The documents `from` … `to` − 1 of the table; null where title and text are one field. */
function runOf({ first, title, titleTerms }: PassageTable, from: number, to: number): DocumentRun | null {
  if (titleTerms === null) return null;
  const passages = new Uint32Array(to - from);
  for (let i = 0; i < passages.length; i++) passages[i] = first[from + i + 1] - first[from + i];
  return { passages, title: title.subarray(from, to), titleTerms: titleTerms.subarray(from, to) };
}

/** The fields of a shard, which holds whole documents; null where title and text are one. */
export function fieldsOf({ passages: table, firstPassages, postings }: IndexView, shard: number): PassageFields | null {
  const { passages } = postings[shard];
  const first = firstPassages[shard];
  const run = runOf(table, table.document[first], table.document[first + passages - 1] + 1);
  return run === null ? null : layOutFields(passages, [run]);
}

/** Of the whole collection. */
export function totalsOf({ passages: table }: IndexView): FieldTotals {
  const tokens = table.length.reduce((sum, length) => sum + length, 0);
  const run = runOf(table, 0, table.documents);
  return sumFields(table.passages, tokens, run === null ? [] : [run]);
}

/** For each passage of a shard: positions below it score as title. */
export function titleEndsOf({ passages, firstPassages, postings }: IndexView, shard: number): Uint16Array {
  const ends = new Uint16Array(postings[shard].passages);
  const { title, titleTerms, document, first } = passages;
  if (titleTerms === null) return ends;
  const takesFirstWords = titleTerms.some((terms, number) => terms > 0 && title[number] === 0);
  return ends.map((_, i) => {
    const passage = firstPassages[shard] + i;
    const number = document[passage];
    if (title[number] > 0) return title[number];
    return takesFirstWords && first[number] === passage ? FIRST_WORDS : 0;
  });
}
