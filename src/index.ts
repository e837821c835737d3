/** The library's face: what a program may import from `stillweb`. */

export { ANALYZER_NAMES, type Analyzer, type AnalyzerName } from './analysis/analyzer.ts';
export { createAnalyzer } from './analysis/analyzers.ts';
export { createServer, type StillwebServer } from './api/server.ts';
export type { ServerOptions } from './api/server-options.ts';
export type { EncoderDescription, FusionDefault } from './contract/encoder-description.ts';
export type {
  DocumentLinks,
  FetchedDocument,
  FetchRequest,
  Hit,
  QueryResult,
  SearchFilter,
  SearchMode,
  SearchRequest,
} from './contract/search.ts';
export type { Encoder, EncoderKind } from './encoder/encoder.ts';
export { createEncoder, registerEncoder, resolveEncoder } from './encoder/encoders.ts';
export { ERROR_CATALOGUE, type ErrorCode, StillwebError } from './errors.ts';
export { evaluateRanking, evaluateRankings, type Measures } from './evaluation/measures.ts';
export { readQrels } from './evaluation/qrels-file.ts';
export { readRun, writeRun } from './evaluation/run-file.ts';
export { readTopics } from './evaluation/topic-file.ts';
export type { Manifest } from './format/manifest.ts';
export { Reader } from './reading/reader.ts';
export type { Engine } from './retrieval/engine.ts';
export { registerEngine } from './retrieval/engines.ts';
export type { DeviceReport } from './retrieval/gpu/device-report.ts';
export { type DeviceChoice, VectorDevice } from './retrieval/gpu/vector-device.ts';
export { Searcher } from './retrieval/searcher.ts';
export { type OpenIndex, openIndex } from './store/open.ts';
export { SOFTWARE_VERSION } from './version.ts';
