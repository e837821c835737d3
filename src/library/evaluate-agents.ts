import { StillwebError } from '../errors.ts';
import {
  type AgentOutcome,
  type AgentReport,
  agentOutcomes,
  agentReport,
  isComplete,
} from '../evaluation/agent-report.ts';
import { type AgentRun, readAgentRuns } from '../evaluation/agent-run-file.ts';
import type { Judge } from '../evaluation/judge/judge.ts';
import { readObject } from '../evaluation/judge/judge-answer.ts';
import { answerCall } from '../evaluation/judge/prompts.ts';
import { readQrels } from '../evaluation/qrels-file.ts';
import { type Question, readQuestions } from '../evaluation/question-file.ts';

export interface EvaluateAgentsOptions {
  /** Questions with their answers. */
  readonly questions: string;
  /** Judgments of the documents that are evidence; default: `evidence_docs` of the rows of questions. */
  readonly evidence?: string;
  /** What both are obfuscated with. Never told again. */
  readonly canary?: string;
  /** Folder, or file of JSON Lines. */
  readonly runs: string;
  /** Says which answers are correct. Absent: texts are compared alone. */
  readonly judge?: Judge;
}

export interface AgentsEvaluation {
  readonly report: AgentReport;
  /** In the order of the questions. */
  readonly outcomes: readonly AgentOutcome[];
}

/**
 * Scores the runs of an agent as BrowseComp-Plus does.
 *
 * @throws StillwebError INPUT_MISSING, TOPICS_INVALID, QRELS_INVALID, CANARY_WRONG; AGENT_RUN_INVALID, also where no run is of a question
 *   of the file; and what the judge throws
 */
export async function evaluateAgents(options: EvaluateAgentsOptions): Promise<AgentsEvaluation> {
  const { canary, judge } = options;
  const { questions: read } = await readQuestions(options.questions, { canary });
  const questions = read.filter(({ answers }) => answers.length > 0);
  if (questions.length === 0) {
    throw new StillwebError('TOPICS_INVALID', `${options.questions}: no question has an answer`, {
      file: options.questions,
    });
  }
  const evidence = await readQrels(options.evidence ?? options.questions, { canary });
  const runs = await readAgentRuns(options.runs);
  if (!questions.some(({ id }) => runs.has(id))) {
    const message = `${options.runs} has no run for any of the ${questions.length} questions of ${options.questions}`;
    throw new StillwebError('AGENT_RUN_INVALID', message, { runs: options.runs, questions: options.questions });
  }
  const verdicts = judge === undefined ? null : await judgeAnswers(judge, questions, runs);
  const outcomes = agentOutcomes(questions, evidence, runs, verdicts);
  return { report: agentReport(outcomes, judge !== undefined), outcomes };
}

async function judgeAnswers(
  judge: Judge,
  questions: readonly Question[],
  runs: ReadonlyMap<string, AgentRun>,
): Promise<Map<string, boolean | null>> {
  const judged = questions.flatMap(({ id, text, answers }) => {
    const run = runs.get(id);
    return run !== undefined && isComplete(run)
      ? [{ id, call: answerCall(text, answers.join(' / '), run.response) }]
      : [];
  });
  const said = await judge.askAll(judged.map(({ call }) => call));
  return new Map(
    judged.map(({ id }, i) => {
      const correct = readObject(said[i])?.correct;
      return [id, typeof correct === 'boolean' ? correct : null];
    }),
  );
}
