import type { AgentRun } from './agent-run-file.ts';
import { measureAnswer } from './answer-measures.ts';
import { calibrationError, type SureAnswer } from './calibration.ts';
import { meanOf } from './mean.ts';
import type { Qrels } from './qrels-file.ts';
import type { Question } from './question-file.ts';
import { citedDocuments, statedAnswer, statedConfidence } from './response-parts.ts';

/** How one question was answered. Shares are 0 … 1. */
export interface AgentOutcome {
  readonly question: string;
  /** `missing` where there is no run. */
  readonly status: string;
  /** Whether the run completed, with a response. */
  readonly isAnswered: boolean;
  /** By the judge; null where none was asked, or its answer was none. */
  readonly isCorrect: boolean | null;
  /** The stated answer is the right one, and the response contains it: both as SQuAD compares. */
  readonly isExact: boolean;
  readonly contains: boolean;
  /** Of the evidence, what was retrieved; null where no document is evidence. */
  readonly recall: number | null;
  readonly cited: readonly string[];
  /** Of what is cited, what is evidence; null where nothing is cited. */
  readonly citationPrecision: number | null;
  /** Of the evidence, what is cited; null where nothing is cited, or nothing is evidence. */
  readonly citationRecall: number | null;
  /** Percent, as the response states it. */
  readonly confidence: number | null;
  readonly calls: Readonly<Record<string, number>>;
}

export interface AgentReport {
  readonly questions: number;
  /** Without a run: not correct, and of recall 0. */
  readonly missing: number;
  /** Runs that did not complete, or ended without a response: not correct. */
  readonly incomplete: number;
  /** Shares of all questions. `judge` is null where no judge was asked. */
  readonly accuracy: { readonly judge: number | null; readonly exactMatch: number; readonly contains: number };
  /** Answers of the judge that could not be read: not correct. */
  readonly unjudged: number;
  /** Mean over the questions that have evidence. */
  readonly evidenceRecall: number | null;
  /** Mean calls a run, by tool. */
  readonly callsPerRun: Readonly<Record<string, number>>;
  readonly citations: {
    /** Share of the runs whose response cites a document. */
    readonly coverage: number;
    /** Means over the responses that cite. */
    readonly perResponse: number;
    readonly precision: number | null;
    readonly recall: number | null;
  };
  readonly calibration: {
    /** What says whether an answer is correct. */
    readonly by: 'judge' | 'contains';
    /** Answers with a confidence, and those without. */
    readonly answers: number;
    readonly withoutConfidence: number;
    /** Percent; see `calibrationError`. `asPublished` leaves the last bin out. */
    readonly error: number | null;
    readonly asPublished: number | null;
  };
}

/**
 * How each question was answered.
 *
 * @param verdicts of the judge, by question; null where none was asked, and in it null for an answer that could not be read
 */
export function agentOutcomes(
  questions: readonly Question[],
  evidence: Qrels,
  runs: ReadonlyMap<string, AgentRun>,
  verdicts: ReadonlyMap<string, boolean | null> | null,
): AgentOutcome[] {
  return questions.map(({ id, answers }) => {
    const run = runs.get(id);
    const relevant = new Set(
      [...(evidence.get(id) ?? [])].filter(([, grade]) => grade > 0).map(([document]) => document),
    );
    const found = (documents: readonly string[]) => documents.filter((document) => relevant.has(document)).length;
    const response = run !== undefined && isComplete(run) ? run.response : '';
    const cited = citedDocuments(response, new Set([...relevant, ...(run?.retrieved ?? [])]));
    const { Contains } = measureAnswer(response, answers);
    const isAnswered = response !== '';
    return {
      question: id,
      status: run?.status ?? 'missing',
      isAnswered,
      isCorrect: verdicts === null ? null : isAnswered ? (verdicts.get(id) ?? null) : false,
      isExact: isAnswered && measureAnswer(statedAnswer(response) ?? response, answers).EM === 1,
      contains: Contains === 1,
      recall: relevant.size === 0 ? null : found(run?.retrieved ?? []) / relevant.size,
      cited,
      citationPrecision: cited.length === 0 ? null : found(cited) / cited.length,
      citationRecall: cited.length === 0 || relevant.size === 0 ? null : found(cited) / relevant.size,
      confidence: statedConfidence(response),
      calls: Object.fromEntries(run?.calls ?? []),
    };
  });
}

/** @param outcomes at least one @param isJudged whether a judge was asked */
export function agentReport(outcomes: readonly AgentOutcome[], isJudged: boolean): AgentReport {
  const runs = outcomes.filter(({ status }) => status !== 'missing');
  const share = (holds: (outcome: AgentOutcome) => boolean) => outcomes.filter(holds).length / outcomes.length;
  const citing = runs.filter(({ cited }) => cited.length > 0);
  const answered = runs.filter(({ isAnswered, isCorrect }) => isAnswered && (!isJudged || isCorrect !== null));
  const sure = answered.flatMap(({ confidence, isCorrect, contains }): SureAnswer[] =>
    confidence === null ? [] : [{ confidence, isCorrect: isJudged ? isCorrect === true : contains }],
  );
  return {
    questions: outcomes.length,
    missing: outcomes.length - runs.length,
    incomplete: runs.filter(({ isAnswered }) => !isAnswered).length,
    accuracy: {
      judge: isJudged ? share(({ isCorrect }) => isCorrect === true) : null,
      exactMatch: share(({ isExact }) => isExact),
      contains: share(({ contains }) => contains),
    },
    unjudged: isJudged ? runs.filter(({ isCorrect }) => isCorrect === null).length : 0,
    evidenceRecall: meanOf(outcomes.map(({ recall }) => recall)),
    callsPerRun: callsPerRun(runs),
    citations: {
      coverage: runs.length === 0 ? 0 : citing.length / runs.length,
      perResponse: meanOf(citing.map(({ cited }) => cited.length)) ?? 0,
      precision: meanOf(citing.map(({ citationPrecision }) => citationPrecision)),
      recall: meanOf(citing.map(({ citationRecall }) => citationRecall)),
    },
    calibration: {
      by: isJudged ? 'judge' : 'contains',
      answers: sure.length,
      withoutConfidence: answered.length - sure.length,
      error: calibrationError(sure),
      asPublished: calibrationError(sure, true),
    },
  };
}

/** A run whose response counts. */
export function isComplete({ status, response }: AgentRun): boolean {
  return status === 'completed' && response.trim() !== '';
}

function callsPerRun(runs: readonly AgentOutcome[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { calls } of runs) {
    for (const [tool, count] of Object.entries(calls)) sums.set(tool, (sums.get(tool) ?? 0) + count);
  }
  const tools = [...sums].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(tools.map(([tool, sum]) => [tool, sum / runs.length]));
}
