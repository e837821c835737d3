/**
 * The library's face: what a program may import from `stillweb`. Everything else is of this repository alone, and may change
 * between two versions. docs/library.md shows how it is used.
 */

export type { BuildResult } from '../indexer/build.ts';
export type {
  CollectedDocument,
  CollectionDocument,
  CollectionFile,
  CollectionReader,
  Problem,
  ReadOptions,
} from '../indexer/ingest/collection.ts';
export { checkWhole } from '../indexer/ingest/document-check.ts';
export { registerReader } from '../indexer/ingest/readers.ts';
export { recordFault, reportFault } from '../indexer/ingest/record-fault.ts';
export type { StillwebServer } from './api/server.ts';
export type { JsonWriter } from './bytes/json-writer.ts';
export type {
  AnsweringIndex,
  BatchResult,
  FetchResult,
  GrepResult,
  JointBatchResult,
  JointSearchResult,
  LinksResult,
  SearchResult,
} from './contract/answer-bodies.ts';
export { type KeyedRequest, readAnswerKey, type ShapeChoice } from './contract/answer-key.ts';
export type { Asked } from './contract/asked.ts';
export { canonicalizeFetch } from './contract/canonical-fetch.ts';
export { canonicalizeGrep } from './contract/canonical-grep.ts';
export { canonicalizeSearch } from './contract/canonical-search.ts';
export type { EncoderDescription } from './contract/encoder-description.ts';
export type { GrepMatch, GrepPage, GrepRequest } from './contract/grep.ts';
export type {
  Correction,
  DocumentLinks,
  FetchedDocument,
  Hit,
  OutLinks,
  QueryResult,
  SearchFilter,
  SearchMode,
} from './contract/search.ts';
export type { WalkedDocument, WalkRequest } from './contract/walk.ts';
export {
  type Dialect,
  type DialectError,
  type DialectQuestion,
  type DialectRequest,
  type DialectRoute,
  registerDialect,
  type TokenPlaces,
} from './dialects/dialect.ts';
export type { Encoder, EncoderKind } from './encoder/encoder.ts';
export { registerEncoder } from './encoder/encoders.ts';
export { ERROR_CATALOGUE, type ErrorCode, StillwebError } from './errors.ts';
export { type Comparison, compareMeasures, comparePaired, type MeasureComparisons } from './evaluation/comparison.ts';
export { Judge, type JudgeOptions } from './evaluation/judge/judge.ts';
export { kendallTau } from './evaluation/kendall-tau.ts';
export { type Measure, measuresOf } from './evaluation/measure-names.ts';
export { evaluateRanking, evaluateRankings, type Measures } from './evaluation/measures.ts';
export { readQrels } from './evaluation/qrels-file.ts';
export { rankBiasedOverlap } from './evaluation/rank-biased-overlap.ts';
export { overlapAt } from './evaluation/rank-overlap.ts';
export { compareRankings, type RankingComparison, type RankingsComparison } from './evaluation/ranking-comparison.ts';
export { readRun, writeRun } from './evaluation/run-file.ts';
export { measureStability, type NamedRankings, rankMovement, type Stability } from './evaluation/stability.ts';
export { readTopics } from './evaluation/topic-file.ts';
export type { MaskMeasures, MaskSummary } from './experiment/mask/mask-measures.ts';
export type { SessionMeasures } from './experiment/sessions/session-measures.ts';
export type { SessionsSummary } from './experiment/sessions/sessions-summary.ts';
export type { CollectionSource } from './format/collection-source.ts';
export {
  type FetchOptions,
  fetch,
  type GrepOptions,
  grep,
  type JointSearchOptions,
  links,
  type OriginalResult,
  original,
  type SearchOptions,
  search,
  searchJoint,
} from './library/ask.ts';
export { type BrowseCompEvaluation, type BrowseCompOptions, evaluateBrowseComp } from './library/browsecomp.ts';
export { type BuildIndexOptions, buildIndex } from './library/build-index.ts';
export { type ChangeIndexOptions, changeIndex } from './library/change-index.ts';
export {
  type ContaminatedDocument,
  type Contamination,
  type ContaminationOptions,
  findContamination,
} from './library/contamination.ts';
export { type EvaluateOptions, evaluate, type IndexEvaluation } from './library/evaluate.ts';
export { type AgentsEvaluation, type EvaluateAgentsOptions, evaluateAgents } from './library/evaluate-agents.ts';
export { type AnswersEvaluation, evaluateAnswers } from './library/evaluate-answers.ts';
export { type EvaluateMasksOptions, evaluateMasks } from './library/evaluate-masks.ts';
export { type EvaluateReportsOptions, evaluateReports, type ReportsEvaluation } from './library/evaluate-reports.ts';
export { type EvaluateRunOptions, evaluateRun, type RunEvaluation } from './library/evaluate-run.ts';
export { type HaystackOptions, type HaystackReport, makeHaystacks } from './library/haystacks.ts';
export { type Index, type OpenIndexOptions, openIndex } from './library/open-index.ts';
export { type Served, type ServeOptions, serve } from './library/serve.ts';
export { analyseSessions, type SessionAnalysis, type SessionAnalysisOptions } from './library/session-analysis.ts';
export type { ModuleUrls } from './modules.ts';
export type { Engine } from './retrieval/engine.ts';
export { registerEngine } from './retrieval/engines.ts';
export type {
  Candidate,
  CandidateText,
  FollowedLinks,
  ReadTexts,
  Reranker,
  ScoredWithBrought,
} from './retrieval/reranker.ts';
export { registerReranker } from './retrieval/rerankers.ts';
export { answerFrom } from './serving/answer-from.ts';
export type {
  AnswerShape,
  FetchAnswer,
  FoundHits,
  GrepAnswer,
  LinksAnswer,
  SearchAnswer,
  WalkAnswer,
} from './serving/answer-shape.ts';
export { type AnswerSource, foundHits } from './serving/answer-source.ts';
export { type CallRecord, newCallRecord } from './serving/call-record.ts';
export type { CallOptions, SearchBackend, ServedIndex } from './serving/search-backend.ts';
export { SearchService } from './serving/search-service.ts';
export { SOFTWARE_VERSION } from './version.ts';
