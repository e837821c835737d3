import { RUN_WORDS, SharedRuns } from '../analysis/shared-runs.ts';
import { type QuestionFields, readQuestions } from '../evaluation/question-file.ts';
import { DocumentStore } from '../store/document-store.ts';
import { viewIndex } from '../store/index-view.ts';
import { openIndex } from '../store/open.ts';
import { checkNumber } from './check-number.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';

export interface ContaminationOptions {
  /** File of questions and perhaps answers: JSON Lines, CSV, or topics. */
  readonly questions: string;
  /** Field of the question. Default: `question`, `query`, `problem`, `prompt` or `text`. */
  readonly questionField?: string;
  /** Field of the answers. Default: `answers`, `answer`, `golden_answers`, `correct_answer` or `ground_truth`. */
  readonly answersField?: string;
  /** What documents must not hold, and what the texts of the file are obfuscated with, if they are. Never told again. */
  readonly canary?: string;
  /** Words in a row that a document shares with a question, 1 or more. Default: 13. */
  readonly words?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const OPTION_NAMES: OptionNames<ContaminationOptions> = {
  questions: true,
  questionField: true,
  answersField: true,
  canary: true,
  words: true,
  onProgress: true,
};

/** A document that holds what it should not. */
export interface ContaminatedDocument {
  readonly id: string;
  readonly url?: string;
  /** Whether it holds a canary. */
  readonly canary: boolean;
  /** Ids of questions that it shares words with, in the order of their file. */
  readonly questions: readonly string[];
  /** Those of them of which it also holds an answer. */
  readonly answered: readonly string[];
}

export interface Contamination {
  readonly index: { readonly name: string; readonly id: string };
  readonly documents: number;
  readonly questions: number;
  /** Canaries that were looked for: the one given, and the GUIDs of those in the file. */
  readonly canaries: number;
  readonly words: number;
  /** In the order of the collection. */
  readonly found: readonly ContaminatedDocument[];
}

/**
 * Looks for the questions of a benchmark in the documents of an index: those that share so many words in a row with a question, or hold
 * the whole of a shorter one; whether they hold an answer too; and those that hold a canary. Reads every text once.
 *
 * @throws StillwebError what opening the index throws; INPUT_MISSING, TOPICS_INVALID, CANARY_WRONG; SETTING_INVALID
 */
export async function findContamination(directory: string, options: ContaminationOptions): Promise<Contamination> {
  refuseUnknownOptions('findContamination', options, OPTION_NAMES);
  checkNumber('words', options.words, 1);
  const { canary, words = RUN_WORDS, onProgress } = options;
  const fields: QuestionFields = { question: options.questionField, answers: options.answersField, canary };
  const { questions, canaries: guids } = await readQuestions(options.questions, fields);
  const canaries = [...new Set([...(canary === undefined ? [] : [canary]), ...guids])];
  const holdsCanary = canaryFinder(canaries);
  const index = openIndex(directory);
  const view = viewIndex(index);
  const store = await DocumentStore.open(index.folder, view.blocks);
  try {
    const asked = new SharedRuns(
      questions.map(({ text }) => text),
      words,
    );
    const answers = new AnswerRuns(questions.map((question) => question.answers));
    const { documents } = view.passages;
    const found: ContaminatedDocument[] = [];
    for (let document = 0; document < documents; document++) {
      onProgress?.(document, documents);
      const { id, url, title, text } = store.getText(document);
      const shared = merged(asked.repeatedBy(text), asked.repeatedBy(title));
      const hasCanary = holdsCanary(text) || holdsCanary(title);
      if (shared.length === 0 && !hasCanary) continue;
      const answered = answers.answeredBy(shared, title, text);
      found.push({
        id,
        ...(url !== undefined && url !== null && { url }),
        canary: hasCanary,
        questions: shared.map((question) => questions[question].id),
        answered: answered.map((question) => questions[question].id),
      });
    }
    const { name, manifest } = index;
    const counts = { documents, questions: questions.length, canaries: canaries.length, words };
    return { index: { name, id: manifest.id }, ...counts, found };
  } finally {
    store.close();
  }
}

/** Which questions a document holds an answer of. */
class AnswerRuns {
  readonly #runs: SharedRuns;
  /** Question of each answer. */
  readonly #questions: number[] = [];

  constructor(answers: readonly (readonly string[])[]) {
    this.#questions = answers.flatMap((texts, question) => texts.map(() => question));
    this.#runs = new SharedRuns(answers.flat());
  }

  /** Those of some questions. */
  answeredBy(questions: readonly number[], title: string, text: string): number[] {
    if (questions.length === 0 || this.#questions.length === 0) return [];
    const repeated = [...this.#runs.repeatedBy(text), ...this.#runs.repeatedBy(title)];
    const answered = new Set(repeated.map((answer) => this.#questions[answer]));
    return questions.filter((question) => answered.has(question));
  }
}

function merged(some: readonly number[], others: readonly number[]): number[] {
  return others.length === 0 ? [...some] : [...new Set([...some, ...others])].sort((a, b) => a - b);
}

/** Looks for canaries in any case of the letters of ASCII, and of no others: without the flag u, no table of the engine's decides. */
function canaryFinder(canaries: readonly string[]): (text: string) => boolean {
  const patterns = canaries.map((canary) => new RegExp(canary.replace(/[^a-z0-9]/gi, escapeUnit), 'i'));
  return (text) => patterns.some((pattern) => pattern.test(text));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
