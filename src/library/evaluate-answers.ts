import { StillwebError } from '../errors.ts';
import { readAnswers } from '../evaluation/answer-file.ts';
import { measureAnswer, measureList } from '../evaluation/answer-measures.ts';
import { type Measures, meanMeasures } from '../evaluation/measures.ts';
import { type QuestionFields, readQuestions } from '../evaluation/question-file.ts';

export interface AnswersEvaluation {
  /** Questions that have an answer, in the order of the file. */
  readonly perQuestion: ReadonlyMap<string, Measures>;
  readonly means: Measures;
  /** Of these questions, those that nobody answered; each counts 0. */
  readonly missing: number;
  /** Questions without a right answer, which are left out. */
  readonly unanswerable: number;
}

/**
 * Measures the answers of a system: EM, F1 and Contains, or of answers that are lists SetP, SetR and SetF.
 *
 * @param questions file of questions with their answers @param answers file of what was answered
 * @throws StillwebError INPUT_MISSING; TOPICS_INVALID, also where no question has an answer; CANARY_WRONG; ANSWERS_INVALID, also where
 *   none is of a question of the file, or is a list where one text is due
 */
export async function evaluateAnswers(
  questions: string,
  answers: string,
  fields: QuestionFields = {},
): Promise<AnswersEvaluation> {
  const read = (await readQuestions(questions, fields)).questions;
  const given = await readAnswers(answers);
  const asked = read.filter((question) => question.answers.length > 0);
  if (asked.length === 0) {
    const message = `${questions}: no question has an answer`;
    throw new StillwebError('TOPICS_INVALID', message, { file: questions });
  }
  const perQuestion = new Map<string, Measures>();
  for (const { id, answers: right, members } of asked) {
    const answer = given.get(id) ?? [];
    if (members !== undefined) {
      perQuestion.set(id, measureList(answer, members));
      continue;
    }
    if (answer.length > 1) {
      const message = `${answers}: question ${id} is answered by a list; --list compares lists`;
      throw new StillwebError('ANSWERS_INVALID', message, { file: answers, question: id });
    }
    perQuestion.set(id, answer.length === 0 ? { EM: 0, F1: 0, Contains: 0 } : measureAnswer(answer[0], right));
  }
  const missing = asked.filter(({ id }) => !given.has(id)).length;
  if (missing === asked.length) {
    const message = `${answers} answers none of the ${asked.length} questions of ${questions}`;
    throw new StillwebError('ANSWERS_INVALID', message, { file: answers, questions: asked.length });
  }
  const means = meanMeasures([...perQuestion.values()]);
  return { perQuestion, means, missing, unanswerable: read.length - asked.length };
}
