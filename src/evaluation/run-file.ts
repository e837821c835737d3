import { StillwebError } from '../errors.ts';
import { type Metadata, metadataLines } from './run-metadata.ts';
import { readLines, refuseLine, splitColumns } from './text-lines.ts';
import { type ScoredId, separateScores } from './trec-order.ts';
import { writePieces } from './written-file.ts';

/** The answers of a system: topic id → documents and scores, in the order of the file. */
export type Run = ReadonlyMap<string, readonly ScoredId[]>;

export interface RunFile {
  readonly run: Run;
  /** The sixth column of the first row: who made the run. */
  readonly tag: string;
}

/**
 * Reads a TREC run, plain or gzip: `topic Q0 document rank score tag` in six columns between blanks or tabs. The rank
 * column must be an integer but orders nothing: `orderAsTrecEval` ranks by score. Lines that begin with `#` are passed over, such as the
 * head that `writeRun` may write.
 *
 * @throws StillwebError INPUT_MISSING, or RUN_INVALID with file and line: a wrong number of columns, a rank or score that
 *   is no number, a document twice for one topic
 */
export async function readRun(path: string): Promise<RunFile> {
  const scores = new Map<string, Map<string, number>>();
  let tag: string | null = null;
  for (const { number, text } of await readLines(path, 'RUN_INVALID')) {
    if (text.startsWith('#')) continue;
    const columns = splitColumns(text);
    if (columns.length !== 6) {
      const what = `${columns.length} columns where 6 are due (topic Q0 document rank score tag)`;
      throw refuseLine('RUN_INVALID', path, number, what);
    }
    const [topic, , document, rank, score] = columns;
    if (!/^\d+$/.test(rank)) throw refuseLine('RUN_INVALID', path, number, `the rank ${rank} is not an integer`);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(score)) {
      throw refuseLine('RUN_INVALID', path, number, `the score ${score} is not a number`);
    }
    tag ??= columns[5];
    const rows = scores.get(topic) ?? new Map<string, number>();
    scores.set(topic, rows);
    if (rows.has(document)) {
      throw refuseLine('RUN_INVALID', path, number, `document ${document} stands twice for topic ${topic}`);
    }
    rows.set(document, Number(score));
  }
  const run = new Map(
    [...scores].map(([topic, rows]) => [topic, Array.from(rows, ([id, value]) => ({ id, score: value }))]),
  );
  return { run, tag: tag ?? '' };
}

/**
 * Writes a TREC run; each topic's documents in ranking order. Ranks count from 1. Scores are lowered just enough where
 * trec_eval would otherwise see ties or fold close scores together (see `separateScores`), so that whoever evaluates the
 * file measures this very ranking.
 *
 * @param metadata how the run was made, for a head of comments (see `run-metadata.ts`). Not every program passes over comments
 * @throws StillwebError RUN_INVALID for a topic, document or tag that the format cannot write: empty, with white space in
 *   it, or, at the start of a line, one that would read as a comment; STORAGE_FAILED when the file cannot be written
 */
export async function writeRun(path: string, run: Run, tag: string, metadata?: Metadata): Promise<void> {
  requireWord(tag, 'the tag');
  for (const [topic, rows] of run) {
    requireWord(topic, 'the topic id');
    // Readers would take the line for a comment, or drop a byte order mark.
    if (/^[#\ufeff]/.test(topic))
      throw refuseName(topic, `the topic id ${JSON.stringify(topic)} begins a line as no id can`);
    for (const { id } of rows) requireWord(id, 'the document id');
  }
  await writePieces(path, formatRun(run, tag, metadata));
}

function* formatRun(run: Run, tag: string, metadata: Metadata | undefined): Generator<string> {
  if (metadata !== undefined) yield* metadataLines(tag, metadata);
  for (const [topic, rows] of run) {
    const scores = separateScores(rows.map((row) => row.score));
    yield rows.map(({ id }, index) => `${topic} Q0 ${id} ${index + 1} ${scores[index]} ${tag}\n`).join('');
  }
}

function requireWord(text: string, what: string): void {
  if (text !== '' && !/[\t-\r ]/.test(text)) return;
  throw refuseName(text, `${what} ${JSON.stringify(text)} is empty or holds white space`);
}

function refuseName(value: string, message: string): StillwebError {
  return new StillwebError('RUN_INVALID', message, { value });
}
