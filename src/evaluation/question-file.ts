import { parse } from 'csv-parse/sync';
import { StillwebError } from '../errors.ts';
import { CanaryDecoder, canariesIn, type Json, looksEncoded, type Row } from './canary.ts';
import { parseJsonRow } from './json-row.ts';
import { readLines, refuseLine, type TextLine } from './text-lines.ts';
import { readTopics } from './topic-file.ts';

/** A question of a benchmark, and what answers it. */
export interface Question {
  readonly id: string;
  readonly text: string;
  /** Each of them answers it; empty where the file has none. */
  readonly answers: readonly string[];
  /** Of an answer that is a list: each member with its names. Present where it was asked for. */
  readonly members?: readonly (readonly string[])[];
}

export interface QuestionFile {
  readonly questions: readonly Question[];
  /** GUIDs of canaries that the file holds. */
  readonly canaries: readonly string[];
}

export interface QuestionFields {
  /** Names of fields. Default: the first of the usual ones that a row has. */
  readonly question?: string;
  readonly answers?: string;
  /** Texts are obfuscated with it. */
  readonly canary?: string;
  /** The entries of a list of answers are all due, and a list among them has the names of one. Default: each entry answers alone. */
  readonly isList?: boolean;
}

const IDS = ['_id', 'id', 'query_id', 'qid'];
const QUESTIONS = ['question', 'query', 'problem', 'prompt', 'text'];
const ANSWERS = ['answers', 'answer', 'golden_answers', 'correct_answer', 'ground_truth'];

/**
 * Reads questions, in file order; plain or gzip:
 *
 *   JSON Lines      a row a line, with an id, a question and an answer, or a list of answers
 *   .csv            the same fields by a header
 *   TSV, TREC       topics, as `readTopics` has them: no answers
 *
 * @throws StillwebError INPUT_MISSING; TOPICS_INVALID with file and line; CANARY_WRONG
 */
export async function readQuestions(path: string, fields: QuestionFields = {}): Promise<QuestionFile> {
  const lines = [...(await readLines(path, 'TOPICS_INVALID'))];
  const canaries = [...new Set(lines.flatMap(({ text }) => canariesIn(text)))].sort();
  const isJson = lines[0]?.text.trimStart().startsWith('{') === true;
  const isCsv = /\.csv(?:\.gz)?$/i.test(path);
  if (!isJson && !isCsv) {
    const topics = await readTopics(path);
    return { questions: topics.map(({ id, text }) => ({ id, text, answers: [] })), canaries };
  }
  const rows = isJson ? jsonRows(lines, path) : csvRows(lines, path);
  const isObfuscated = fields.canary !== undefined || rows.some(({ row }) => typeof row.canary === 'string');
  const decoder = isObfuscated ? new CanaryDecoder(fields.canary) : null;
  const questions = rows.map(({ row, line }) => {
    const place = `${path}:${line}`;
    return questionOf(decoder === null ? row : decoder.decode(row, place), fields, path, line);
  });
  if (questions.length === 0) throw refuseLine('TOPICS_INVALID', path, 1, 'the file holds no question');
  return { questions, canaries };
}

export interface PlacedRow {
  readonly row: Row;
  readonly line: number;
}

function jsonRows(lines: readonly TextLine[], path: string): PlacedRow[] {
  return lines.map((line) => ({ row: parseJsonRow(line, path, 'TOPICS_INVALID'), line: line.number }));
}

/** Lines as the file has them but for blank ones, which only a quoted cell could miss. */
export function csvRows(lines: readonly TextLine[], path: string): PlacedRow[] {
  const text = lines.map((line) => line.text).join('\n');
  try {
    const records = parse(text, { columns: true, bom: true, info: true, relax_column_count: true }) as unknown as {
      readonly record: Row;
      readonly info: { readonly lines: number };
    }[];
    return records.map(({ record, info }) => ({ row: record, line: info.lines }));
  } catch (cause) {
    const message = `${path} is no table of comma-separated values (${(cause as { code?: string }).code ?? 'unknown'})`;
    throw new StillwebError('TOPICS_INVALID', message, { file: path }, { cause });
  }
}

function questionOf(row: Row, fields: QuestionFields, path: string, line: number): Question {
  const name = fields.question ?? QUESTIONS.find((each) => Object.hasOwn(row, each));
  const text = name === undefined ? undefined : row[name];
  if (typeof text !== 'string' || text.trim() === '') {
    const wanted = fields.question ?? QUESTIONS.join(', ');
    throw refuseLine('TOPICS_INVALID', path, line, `the row has no question: no text in a field ${wanted}`);
  }
  if (looksEncoded(text)) {
    const message = `${path}:${line}: the question is obfuscated; give its canary with --canary`;
    throw new StillwebError('CANARY_WRONG', message, { file: path, line });
  }
  const answerName = fields.answers ?? ANSWERS.find((each) => Object.hasOwn(row, each));
  const answer = answerName === undefined ? undefined : row[answerName];
  if (fields.answers !== undefined && answer === undefined) {
    throw refuseLine('TOPICS_INVALID', path, line, `the row has no field ${fields.answers}`);
  }
  const id = IDS.map((each) => row[each]).find((each) => typeof each === 'string' || typeof each === 'number');
  const members = Array.isArray(answer) ? (answer as readonly Json[]).map(textsOf) : [textsOf(answer)];
  return {
    id: String(id ?? line),
    text: text.trim(),
    answers: textsOf(answer),
    ...(fields.isList && { members: members.filter((names) => names.length > 0) }),
  };
}

/** Texts and numbers of a value, however deep its lists are. */
function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value === 'number') return [String(value)];
  return Array.isArray(value) ? (value as readonly Json[]).flatMap(textsOf) : [];
}
