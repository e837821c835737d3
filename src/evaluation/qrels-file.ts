import { readLines, refuseLine, splitColumns } from './text-lines.ts';

/** Relevance judgments: topic id → document id → grade. Grades above 0 are relevant; negative ones are unjudged. */
export type Qrels = ReadonlyMap<string, ReadonlyMap<string, number>>;

const BEIR_HEADER = ['query-id', 'corpus-id', 'score'];

/**
 * Reads relevance judgments, plain or gzip, topics and documents in file order:
 *
 *   query-id ⇥ corpus-id ⇥ score       BEIR: a header line, then tabs; ids may hold blanks
 *   301 0 FBIS3-10082 1                 TREC: topic, iteration (ignored), document, grade; blanks or tabs
 *
 * Lines that begin with `#` are comments, as in trec_eval.
 *
 * @throws StillwebError INPUT_MISSING, or QRELS_INVALID with file and line: a wrong number of columns, a grade that is
 *   no integer, a document judged twice for one topic (trec_eval refuses it too), no judgment at all
 */
export async function readQrels(path: string): Promise<Qrels> {
  const qrels = new Map<string, Map<string, number>>();
  let isBeir: boolean | null = null;
  for (const { number, text } of await readLines(path, 'QRELS_INVALID')) {
    if (text.startsWith('#')) continue;
    if (isBeir === null) {
      isBeir = text.split('\t').every((cell, column) => cell.trim().toLowerCase() === BEIR_HEADER[column]);
      if (isBeir) continue;
    }
    const columns = isBeir ? text.split('\t').map((cell) => cell.trim()) : splitColumns(text);
    const expected = isBeir ? 3 : 4;
    if (columns.length !== expected) {
      const form = isBeir ? 'query-id, corpus-id, score' : 'topic 0 document grade';
      const what = `${columns.length} columns where ${expected} are due (${form})`;
      throw refuseLine('QRELS_INVALID', path, number, what);
    }
    const [topic, document, grade] = isBeir ? columns : [columns[0], columns[2], columns[3]];
    if (topic === '' || document === '') throw refuseLine('QRELS_INVALID', path, number, 'an id is blank');
    if (!/^[+-]?\d{1,9}$/.test(grade)) {
      throw refuseLine('QRELS_INVALID', path, number, `the grade ${JSON.stringify(grade)} is not an integer`);
    }
    const judgments = qrels.get(topic) ?? new Map<string, number>();
    qrels.set(topic, judgments);
    if (judgments.has(document)) {
      throw refuseLine('QRELS_INVALID', path, number, `document ${document} is judged twice for topic ${topic}`);
    }
    judgments.set(document, Number(grade));
  }
  if (qrels.size === 0) throw refuseLine('QRELS_INVALID', path, 1, 'the file holds no judgment');
  return qrels;
}
