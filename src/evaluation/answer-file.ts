import type { Json, Row } from './canary.ts';
import { parseJsonRow } from './json-row.ts';
import { readLines, refuseLine } from './text-lines.ts';

const IDS = ['id', '_id', 'query_id', 'qid'];
const ANSWERS = ['prediction', 'answer', 'answers', 'output', 'response'];

/** The answers of a system: by the id of a question, one text or a list of them. */
export type Answers = ReadonlyMap<string, readonly string[]>;

/**
 * Reads answers: JSON Lines, plain or gzip, each with an id (`id`, `_id`, `query_id` or `qid`) and an answer (`prediction`, `answer`,
 * `answers`, `output` or `response`), a text, a number or a list of them. An answer of `null` is none.
 *
 * @throws StillwebError INPUT_MISSING; ANSWERS_INVALID with file and line
 */
export async function readAnswers(path: string): Promise<Answers> {
  const answers = new Map<string, readonly string[]>();
  for (const line of await readLines(path, 'ANSWERS_INVALID')) {
    const refuse = (what: string) => refuseLine('ANSWERS_INVALID', path, line.number, what);
    const row = parseJsonRow(line, path, 'ANSWERS_INVALID');
    const id = firstOf(row, IDS);
    if (typeof id !== 'string' && typeof id !== 'number') throw refuse(`the row has no id: none of ${IDS.join(', ')}`);
    if (answers.has(String(id))) throw refuse(`question ${id} is answered twice`);
    const given = firstOf(row, ANSWERS);
    if (given === undefined) throw refuse(`the row has no answer: none of ${ANSWERS.join(', ')}`);
    const texts = [given].flat().filter((each) => each !== null);
    if (!texts.every((each) => typeof each === 'string' || typeof each === 'number')) {
      throw refuse('the answer is neither a text nor a list of texts');
    }
    answers.set(String(id), texts.map(String));
  }
  if (answers.size === 0) throw refuseLine('ANSWERS_INVALID', path, 1, 'the file holds no answer');
  return answers;
}

function firstOf(row: Row, names: readonly string[]): Json | undefined {
  const name = names.find((each) => Object.hasOwn(row, each));
  return name === undefined ? undefined : row[name];
}
