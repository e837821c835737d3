import { CanaryDecoder } from './canary.ts';
import { parseJsonRow } from './json-row.ts';
import { readLines, refuseLine, splitColumns, type TextLine } from './text-lines.ts';

/** Relevance judgments: topic id → document id → grade. Grades above 0 are relevant; negative ones are unjudged. */
export type Qrels = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Of rows that are questions and judgments in one. */
export interface RowJudgments {
  /** They are obfuscated with it. */
  readonly canary?: string;
  /** The list whose documents are relevant. Default: `evidence_docs`. */
  readonly relevant?: 'evidence_docs' | 'gold_docs';
}

const BEIR_HEADER = ['query-id', 'corpus-id', 'score'];

/**
 * Reads relevance judgments, plain or gzip, topics and documents in file order:
 *
 *   query-id ⇥ corpus-id ⇥ score       BEIR: a header line, then tabs; ids may hold blanks
 *   301 0 FBIS3-10082 1                 TREC: topic, iteration (ignored), document, grade; blanks or tabs
 *   {"query_id": "769", …}              rows of BrowseComp-Plus: the `docid` of each of a list of documents, of grade 1
 *
 * Lines that begin with `#` are comments, as in trec_eval.
 *
 * @throws StillwebError INPUT_MISSING, CANARY_WRONG, or QRELS_INVALID with file and line: a wrong number of columns, a grade that is
 *   no integer, a document judged twice for one topic (trec_eval refuses it too), no judgment at all
 */
export async function readQrels(
  path: string,
  { canary, relevant = 'evidence_docs' }: RowJudgments = {},
): Promise<Qrels> {
  const qrels = new Map<string, Map<string, number>>();
  const decoder = canary === undefined ? null : new CanaryDecoder(canary);
  let isBeir: boolean | null = null;
  for (const { number, text } of await readLines(path, 'QRELS_INVALID')) {
    if (text.startsWith('#')) continue;
    if (isBeir === null && text.startsWith('{')) {
      addRow({ number, text }, path, { decoder, relevant }, qrels);
      continue;
    }
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

function addRow(
  line: TextLine,
  path: string,
  { decoder, relevant }: { readonly decoder: CanaryDecoder | null; readonly relevant: string },
  qrels: Map<string, Map<string, number>>,
): void {
  const read = parseJsonRow(line, path, 'QRELS_INVALID');
  const { query_id: topic, [relevant]: documents } = decoder?.decode(read, `${path}:${line.number}`) ?? read;
  if (typeof topic !== 'string' && typeof topic !== 'number') {
    throw refuseLine('QRELS_INVALID', path, line.number, 'the row has no query_id');
  }
  if (!Array.isArray(documents)) {
    throw refuseLine('QRELS_INVALID', path, line.number, `the row has no list ${relevant}`);
  }
  const judgments = qrels.get(String(topic)) ?? new Map<string, number>();
  qrels.set(String(topic), judgments);
  for (const document of documents as readonly unknown[]) {
    const { docid } = (document ?? {}) as { docid?: unknown };
    if (typeof docid !== 'string' && typeof docid !== 'number') {
      throw refuseLine('QRELS_INVALID', path, line.number, `an entry of ${relevant} has no docid`);
    }
    judgments.set(String(docid), 1);
  }
}
