import type { SearchMode } from '../contract/search.ts';
import { chooseMode, modesOf } from '../contract/search-mode.ts';
import type { Measures } from '../evaluation/measures.ts';
import { type EvaluateOptions, evaluate, type IndexEvaluation } from '../library/evaluate.ts';
import { evaluateRun } from '../library/evaluate-run.ts';
import { defaultName } from '../store/layout.ts';
import { readManifest } from '../store/open.ts';

/** What `stillweb eval` compares with: another index, another mode, or the run of another system. */

export interface AgainstFlags {
  readonly against?: string;
  readonly againstMode?: SearchMode;
  readonly againstRun?: string;
}

export interface OtherEvaluation {
  /** For people: which system this is. */
  readonly name: string;
  /** For programs. */
  readonly facts:
    | (Pick<IndexEvaluation, 'index' | 'mode' | 'rerank' | 'missingDocuments'> &
        Partial<Pick<IndexEvaluation, 'levers'>>)
    | { readonly run: string; readonly tag: string; readonly missingTopics: number };
  readonly means: Measures;
  readonly perTopic: ReadonlyMap<string, Measures>;
}

/** Whether two systems are to be compared. */
export function isCompared({ against, againstMode, againstRun }: AgainstFlags): boolean {
  return (against ?? againstMode ?? againstRun) !== undefined;
}

/**
 * The other system, measured with the same topics. An index is searched with the settings of the first, levers included; its
 * mode apart where one is named.
 *
 * @param directory of the first, in which another mode is searched
 * @throws StillwebError as `evaluate` and `evaluateRun`
 */
export async function evaluateOther(
  directory: string,
  flags: AgainstFlags,
  options: EvaluateOptions,
): Promise<OtherEvaluation> {
  if (flags.againstRun !== undefined) return await evaluateOtherRun(flags.againstRun, options);
  const mode = flags.againstMode ?? options.mode;
  const evaluation = await evaluate(flags.against ?? directory, {
    ...options,
    mode,
    run: undefined,
    metadata: undefined,
  });
  const { index, measures, perTopic, missingDocuments, rerank } = evaluation;
  return {
    name: `${index.name}@${index.id}, mode ${evaluation.mode}`,
    facts: {
      index,
      mode: evaluation.mode,
      ...(rerank !== undefined && { rerank }),
      ...changedLevers(evaluation),
      missingDocuments,
    },
    means: measures,
    perTopic,
  };
}

/** @throws StillwebError as `evaluateRun` */
export async function evaluateOtherRun(
  path: string,
  {
    topics,
    qrels,
    canary,
    relevant,
    measures,
  }: Partial<Pick<EvaluateOptions, 'topics'>> & Pick<EvaluateOptions, 'qrels' | 'canary' | 'relevant' | 'measures'>,
): Promise<OtherEvaluation> {
  const run = await evaluateRun(path, topics ?? null, qrels, { canary, relevant, measures });
  const { tag, means, perTopic, missingTopics } = run;
  return { name: `run ${tag}`, facts: { run: path, tag, missingTopics }, means, perTopic };
}

/** The levers of an evaluation as a fact of its outcome; nothing where none was moved. */
export function changedLevers({ levers }: IndexEvaluation): Partial<Pick<IndexEvaluation, 'levers'>> {
  return Object.keys(levers).length === 0 ? {} : { levers };
}

/** Finds in a moment what would else be found after the first system has been measured. @throws StillwebError */
export function checkOther(directory: string, flags: AgainstFlags, mode: SearchMode | undefined): void {
  if (flags.against === undefined && flags.againstMode === undefined) return;
  const other = flags.against ?? directory;
  const { current, manifest } = readManifest(other);
  chooseMode(modesOf(manifest.encoder !== null), flags.againstMode ?? mode, current.name ?? defaultName(other));
}

/** Rows for people, about what the other lacks. */
export function describeMissing({ facts }: OtherEvaluation): (readonly [string, string])[] {
  if ('run' in facts) return [['', `${facts.missingTopics} judged topics not in the run`]];
  return [['', `${facts.missingDocuments} judged documents not in the index`]];
}
